/** A test that was left out, and why. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** A test that threw, and its message. */
export interface Failure {
  readonly test: string;
  readonly message: string;
}

/** What a worker says about itself and the file that it runs. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "test"; readonly name: string }
  | ({ readonly type: "failure" } & Failure)
  | {
      readonly type: "done";
      readonly passed: number;
      readonly failed: number;
      readonly skips: readonly Skip[];
      readonly problems: readonly string[];
    };

/** Ends what a file has printed, on either stream: its report goes another way and may be there before it. */
export const OUTPUT_END = "\0";

/** The outcome of one test file on one host. Each problem counts as a failure. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  /** The failed tests whose message is known. */
  readonly failures: readonly Failure[];
  readonly skips: readonly Skip[];
  readonly problems: readonly string[];
  readonly output: string;
  readonly durationMs: number;
}
