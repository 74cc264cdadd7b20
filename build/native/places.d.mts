/** The project's folder, without a trailing slash. */
export const root: string;
/** Everything the native build keeps between runs. */
export const cacheDir: string;
/** Where the libraries go. */
export const distDir: string;
export const shimDir: string;
