export interface Missing {
  readonly reason: string;
  readonly how: string;
}

/** Makes sure that the commands exist, installing them where that is possible; undefined when all is there. */
export function ensureTools(commands: readonly string[], log: (line: string) => void): Missing | undefined;
