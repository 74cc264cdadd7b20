/** How a promise of GAMA's side, its test and its mend are written down. */
import type { Finding } from "./review.ts";

/** A text of rrpay.prg, and what stands in its place where the mend is missing. */
export interface Without {
  readonly from: string;
  readonly to: string;
}

export interface Promised extends Finding {
  readonly without?: Without;
}

export const gama = (file: string, name: string) => [`test/gama/${file}.test.ts`, name] as const;
export const page = (name: string) => ["test/emulator/page.test.ts", name] as const;

/** One test and its mend, in one line of the table. */
export const one = (what: string, file: string, name: string, from: string, to: string): Promised => ({
  what,
  tests: [gama(file, name)],
  without: { from, to },
});
