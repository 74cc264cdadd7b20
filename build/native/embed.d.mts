/** Writes embedded.c (the scripts) and returns its path. */
export function writeEmbedded(): Promise<string>;
/** Writes identity.c and returns its path. */
export function writeIdentity(): string;
