// What quickjs.ts uses of WebAssembly: the ES library has none of it, and the DOM's would bring the DOM.
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
  class Memory {
    constructor(limits: { initial: number; maximum: number });
  }
  class RuntimeError extends Error {}
}
