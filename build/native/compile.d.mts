/** Compiles one C file to an object in the cache and returns the object's path. */
export function compile(options: {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly source: string;
  readonly headers: readonly string[];
  readonly includes: readonly string[];
}): Promise<string>;

/** Runs a program and gives its standard output; fails with what it said when it does not end with 0. */
export function run(program: string, args: readonly string[], options?: object): Promise<string>;

/** Maps with at most `width` tasks at a time, keeping the order. */
export function inParallel<T, R>(items: readonly T[], width: number, task: (item: T) => Promise<R>): Promise<R[]>;

/** SHA-256 of strings and buffers, each with its length. */
export function hash(parts: readonly (string | Uint8Array)[]): string;
