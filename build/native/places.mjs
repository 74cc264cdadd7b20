import { fileURLToPath } from "node:url";

/** The project's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
/** Everything the native build keeps between runs; may be deleted at any time. */
export const cacheDir = `${root}/.cache/native`;
export const shimDir = `${root}/runtime/native`;
