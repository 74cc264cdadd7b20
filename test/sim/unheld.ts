/**
 * Families of faults that the core does not hold yet (issue 11), and histories that still end badly: both are to be empty
 * when it is mended.
 */
export const UNHELD =
  "net,known money,identity,way out,stuck,words,void,cancel,query first,manual,close,export,invariant 2,invariant 3";

export const NOT_YET: readonly string[] = [
  "F8 on a paid receipt that the journal has let go",
  "an item of a void sends the cashier to the space key",
  "a number is used again after the first receipt was saved",
  "a voided sale comes back approved where the void lies behind damage",
  "a void is posted with another document's number",
  "a return and its void",
  "a receipt printed in the year 2206",
  "close on a disk that cannot be written",
  "close saved of a voided sale",
];
