/** How much of the tests is run: README.md lists what each tier holds. */
export type Tier = "fast" | "default" | "all";

export interface TestOptions {
  readonly help?: undefined;
  readonly tier: Tier;
  /** A regular expression over the files' paths. */
  readonly only: string | undefined;
  readonly engine: string | undefined;
  readonly host: string | undefined;
}

export declare const help: string;

/** Reads the arguments of `npm test`; throws an Error whose message says what is wrong. */
export declare function parseOptions(args: readonly string[]): TestOptions | { readonly help: true };

/** What the test files are told of the options, as variables of their environment. */
export declare function environmentOf(options: TestOptions): Readonly<Record<string, string>>;
