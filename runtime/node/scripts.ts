/** The trusted scripts that every engine runs before a bundle: the prelude of the realm, and the loader. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

let prelude: string | undefined;
let loader: Promise<string> | undefined;

/** Text of the prelude: beside the built command line, otherwise from the sources. */
export function preludeText(): string {
  prelude ??= readFileSync(locate("prelude.js") ?? here("../loader/prelude.js"), "utf8");
  return prelude;
}

/**
 * Text of the loader: beside the built command line, otherwise built from the sources, so that it is never out of date.
 */
export function loaderText(): Promise<string> {
  loader ??= buildLoader();
  return loader;
}

async function buildLoader(): Promise<string> {
  const built = locate("loader.js");
  if (built !== undefined) return readFileSync(built, "utf8");
  // Named at run time, so that the built command line does not include the build.
  const builder: { buildLoader(): Promise<string> } = await import(
    new URL("../../esbuild.config.mjs", import.meta.url).href
  );
  return builder.buildLoader();
}

function locate(name: string): string | undefined {
  const path = here(`./${name}`);
  return existsSync(path) ? path : undefined;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
