/** A small wrong change at an edge of the product, and the one test that is there to notice it (docs/edges.md). */
import { inFile, type Mutant } from "./mutant.ts";

export interface Edge extends Mutant {
  /** Its row of the table "Each edge, and the test that breaks without its mend", or what else it keeps. */
  readonly row: string;
  readonly test: string;
  /** A part of the test's name, as the table has it. */
  readonly name: string;
}

type Change = readonly [what: string, name: string, file: string, from: string, to: string];

/** Edges of one row that one test file holds. */
export function edges(row: number | string, test: string, ...changes: readonly Change[]): Edge[] {
  return changes.flatMap(([what, name, file, from, to]) =>
    inFile(file, [what, from, to]).map((mutant) => ({ ...mutant, row: `${row}`, test, name })),
  );
}
