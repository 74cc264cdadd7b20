/** The name in the config, and the port that speaks it. */
export const DIALECTS: Readonly<Record<string, string>>;
