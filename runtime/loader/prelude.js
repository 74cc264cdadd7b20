// The realm of the sandbox: what is left of the engine's globals before the loader or the bundle runs.
// A plain script, so that the native shim can embed it byte for byte and runtime/node can run it unchanged.
// Anything that reads a clock, draws randomness, turns text into code or differs between engines is gone.
(() => {
  var allowed = [
    "Object",
    "Array",
    "String",
    "Number",
    "Boolean",
    "Symbol",
    "Math",
    "JSON",
    "Error",
    "AggregateError",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "RegExp",
    "Reflect",
    "Proxy",
    "Promise",
    "ArrayBuffer",
    "DataView",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
    "parseInt",
    "parseFloat",
    "isNaN",
    "isFinite",
    "NaN",
    "Infinity",
    "undefined",
    "globalThis",
  ];

  function refuse() {
    throw new TypeError("code from text is not allowed");
  }

  // Function, and its three kin that have no global name, are reachable from any function: pinned, not deleted.
  [() => {}, function* () {}, async () => {}, async function* () {}].forEach((sample) => {
    Object.defineProperty(Object.getPrototypeOf(sample), "constructor", {
      value: refuse,
      writable: false,
      enumerable: false,
      configurable: false,
    });
  });

  delete Math.random;

  // The ways to a BigInt other than its literals, which nothing can remove from the language: its builtins are quadratic
  // in their length, so the native engine bounds it to some thousand bits.
  ["getBigInt64", "getBigUint64", "setBigInt64", "setBigUint64"].forEach((name) => {
    if (!Reflect.deleteProperty(DataView.prototype, name)) throw new TypeError("realm");
  });

  Reflect.ownKeys(globalThis).forEach((name) => {
    // A global that cannot be removed would be a hole that nobody notices: better no engine at all.
    if (allowed.indexOf(name) < 0 && !Reflect.deleteProperty(globalThis, name)) throw new TypeError("realm");
  });
})();
