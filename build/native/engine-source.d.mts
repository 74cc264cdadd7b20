/** The engine as WebAssembly: the path of its module. */
export const engineModule: string;

/** Makes qjs.c, qjs.h and wasm-rt.h in `folder` (once) and returns the folder. */
export function makeEngineSource(folder: string): string;

/** Translates a WebAssembly module and makes the changes: the texts of its C file and its header. */
export function translate(
  wasm: string,
  module: string,
  folder: string,
): { readonly source: string; readonly header: string };
