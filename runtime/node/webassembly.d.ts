// The part of WebAssembly that quickjs.ts uses. The ES library lacks it, and the DOM's types would bring in the whole
// DOM.
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
  class Memory {
    constructor(limits: { initial: number; maximum: number });
  }
  class RuntimeError extends Error {}
}
