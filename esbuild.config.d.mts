/** Adds the line by which a truncated or mixed-up copy is refused. */
export function seal(code: string): string;
/** Builds dist/rrpay.plugin.js, or that of another protocol in a folder of its name, and returns its text. */
export function buildBundle(dialect?: string): Promise<string>;
/** The bundle for `npm run dev`, built again and again; `rebuild` returns its seal, or throws what is wrong. */
export function developBundle(): Promise<{
  readonly file: string;
  rebuild(): Promise<string>;
  dispose(): Promise<void>;
}>;
/** Builds dist/loader.js and returns its text. */
export function buildLoader(): Promise<string>;
/** Builds dist/gama-rrpay.mjs. */
export function buildCli(): Promise<void>;
/** Builds dist/till-process.mjs. */
export function buildTillProcess(): Promise<void>;
/** Builds dist/kit, the developer kit as a package of plain JavaScript. */
export function buildKit(): Promise<void>;
/** Builds every script and the command line. */
export function buildAll(): Promise<void>;
