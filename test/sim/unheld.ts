/**
 * Families of faults that the core does not hold yet (issue 11), and histories that still end badly: both are to be empty
 * when it is mended.
 */
export const UNHELD = "identity,way out,words,export";

export const NOT_YET: readonly string[] = [
  "F8 on a paid receipt that the journal has let go",
  "F8 on a paid receipt behind damage",
  "a void that did not happen speaks of the sale's money",
  "a receipt printed in the year 2206",
];
