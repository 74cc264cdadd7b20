export type Part = "sizes" | "peers" | "direct" | "quickjs" | "native" | "commands" | "wine" | "simulation";

export const PARTS: readonly Part[];

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly check: boolean;
  readonly graphs: boolean;
  readonly from: string | undefined;
  readonly compare: string | undefined;
  /** How many sales each DLL makes under Wine. */
  readonly dllSales: number;
}

/** Throws what is wrong with the values as they were typed. */
export function check(values: {
  readonly only?: string | undefined;
  readonly quick: boolean;
  readonly json?: string | undefined;
  readonly from?: string | undefined;
  readonly compare?: string | undefined;
  readonly sales?: string | undefined;
}): void;

/** The parts that `--only` names, in the run's own order. */
export function partsOf(only: string | undefined): readonly Part[];

/** Reads the arguments of this process; prints the help, or what is wrong, and ends where there is nothing to run. */
export function readBench(): BenchOptions;
