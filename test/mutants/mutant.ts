/** A small wrong change, which some test must notice. */

export interface Mutant {
  readonly what: string;
  readonly file: string;
  /** A text that occurs once in the file. */
  readonly from: string;
  readonly to: string;
}

/** Mutants of one file of plugin/: what is wrong, the original text, and its replacement. */
export function of(file: string, ...changes: readonly (readonly [what: string, from: string, to: string])[]): Mutant[] {
  return inFile(`plugin/${file}`, ...changes);
}

/** Mutants of any file. */
export function inFile(
  file: string,
  ...changes: readonly (readonly [what: string, from: string, to: string])[]
): Mutant[] {
  return changes.map(([what, from, to]) => ({ what, file, from, to }));
}
