/** Families of faults that the core does not hold yet (issue 11): to be empty when it is mended. */
export const UNHELD = "way out";
