/** Writes embedded.c (the scripts) and returns its path. */
export function writeEmbedded(): Promise<string>;

/** Writes embedded_program.c, the command line's script, and returns its path. */
export function writeEmbeddedProgram(): Promise<string>;
/** Writes identity.c and returns its path. */
export function writeIdentity(): string;
