import { fileURLToPath } from "node:url";

/** The project's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
/** Everything the native build keeps between runs; may be deleted at any time. A test builds from clean elsewhere. */
export const cacheDir = process.env.GRP_NATIVE_CACHE ?? `${root}/.cache/native`;
/** Where the libraries go. */
export const distDir = process.env.GRP_NATIVE_DIST ?? `${root}/dist`;
export const shimDir = `${root}/runtime/native`;
