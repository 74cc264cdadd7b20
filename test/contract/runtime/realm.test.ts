// The realm of docs/boundary.md: exactly the allow-list, on every engine, and no way back to what was taken away.

import * as assert from "uvu/assert";
import { onEveryEngine, withHost } from "../../spec/runtime/host.ts";
import { seal } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

/** docs/boundary.md's list, written out once more: a test that read it from the prelude could not fail. */
const ALLOWED = [
  ..."Object Array String Number Boolean Symbol Math JSON Map Set WeakMap WeakSet RegExp Reflect Proxy Promise".split(
    " ",
  ),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError".split(" "),
  ..."ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array".split(
    " ",
  ),
  ..."Float32Array Float64Array parseInt parseFloat isNaN isFinite NaN Infinity undefined globalThis".split(" "),
].sort();

/** A bundle whose boot report is what an expression is worth in the realm, as text. */
const reporter = (expression: string): string =>
  seal(`var names = Reflect.ownKeys(globalThis).map(String);
globalThis.grp = { abi: 2, version: "reporter", step: function () {
  var text;
  try { text = String(${expression}); } catch (error) { text = "threw " + error.name; }
  var bytes = [2, 1, 0, 0, 0, 9], size = text.length;
  [size + 8, 0, size].forEach(function (value) { bytes.push(value & 255, value >> 8 & 255, value >> 16 & 255, 0); });
  for (var at = 0; at < size; at++) bytes.push(text.charCodeAt(at));
  return Uint8Array.from(bytes).buffer;
} };
`);

onEveryEngine((engine) => {
  const test = suite(`the realm on ${engine}`);

  test("holds the allow-list and nothing else", () =>
    withHost(
      { engine, bundle: reporter("names.filter(function (name) { return name !== 'names'; }).sort().join(' ')") },
      async (host) => {
        assert.is(host.result(0), ALLOWED.join(" "));
      },
    ));

  for (const [name, expression, expected] of [
    ["Function by a function", "(function () {}).constructor('return 1')()", "threw TypeError"],
    ["Function by new", "new (function () {}).constructor('return 1')", "threw TypeError"],
    ["Function by an arrow's prototype", "Object.getPrototypeOf(() => 1).constructor('return 1')()", "threw TypeError"],
    ["Function by a class", "(class {}).constructor('return 1')()", "threw TypeError"],
    ["the generator's constructor", "(function* () {}).constructor('yield 1')()", "threw TypeError"],
    ["the async function's constructor", "(async function () {}).constructor('return 1')()", "threw TypeError"],
    ["the async generator's constructor", "(async function* () {}).constructor('yield 1')()", "threw TypeError"],
    ["Function by a builtin", "Math.max.constructor('return 1')()", "threw TypeError"],
    [
      "another constructor, put back",
      "(Object.defineProperty(Object.getPrototypeOf(function () {}), 'constructor', { value: 1 }), 'changed')",
      "threw TypeError",
    ],
    ["eval", "typeof eval", "undefined"],
    ["Date", "typeof Date", "undefined"],
    ["Math.random", "typeof Math.random", "undefined"],
    ["console", "typeof console", "undefined"],
    ["the host's process", "typeof process + typeof require + typeof Bun", "undefinedundefinedundefined"],
    ["a clock", "typeof performance + typeof setTimeout + typeof queueMicrotask", "undefinedundefinedundefined"],
    ["shared memory", "typeof SharedArrayBuffer + typeof Atomics + typeof WebAssembly", "undefinedundefinedundefined"],
  ] as const) {
    test(`has no ${name}`, () =>
      withHost({ engine, bundle: reporter(expression) }, async (host) => {
        assert.is(host.result(0), expected);
      }));
  }

  test("globals that the bundle spoils do not reach the host's checks", () => {
    const bundle = seal(`Object.defineProperty(ArrayBuffer.prototype, "byteLength", { get: function () { return 1; } });
Reflect.apply = function () { return 0; };
globalThis.ArrayBuffer = function () {};
var batch = Uint8Array.of(2, 0, 0, 0, 0).buffer;
globalThis.grp = { abi: 2, version: "spoiler", step: function () { return batch; } };
`);
    return withHost({ engine, bundle }, async (host) => {
      assert.is(host.result(0), "");
      assert.not.match(host.file("log"), "engine lost");
    });
  });

  for (const [name, result] of [
    ["a typed array", "Uint8Array.of(2, 0, 0, 0, 0)"],
    ["an object in an ArrayBuffer's clothes", "Object.create(ArrayBuffer.prototype)"],
    ["a proxy of an ArrayBuffer", "new Proxy(Uint8Array.of(2, 0, 0, 0, 0).buffer, {})"],
    ["a number", "7"],
    ["nothing", "undefined"],
  ] as const) {
    test(`${name} is no batch`, () =>
      withHost(
        {
          engine,
          bundle: seal(`globalThis.grp = { abi: 2, version: "", step: function () { return ${result}; } };\n`),
        },
        async (host) => {
          assert.is(host.result(0), "error -41");
          assert.match(host.file("log"), "engine lost: result\n");
        },
      ));
  }

  test.run();
});
