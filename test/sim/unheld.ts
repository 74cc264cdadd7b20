/**
 * Families of faults that the core does not hold yet (issue 11), and histories that still end badly: both are to be empty
 * when it is mended.
 */
export const UNHELD = "way out,export";

export const NOT_YET: readonly string[] = ["a receipt printed in the year 2206"];
