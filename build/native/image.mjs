// What the engine's memory holds once scripts have been loaded, so that a till copies it instead of loading them: made by
// the very module that the shim has inside, with the calls of runtime/native/engine.c in their order.
import { readFileSync } from "node:fs";
import { engineModule } from "./engine-source.mjs";

/** As in runtime/native/engine.h. */
const SCRIPT_STACK_BYTES = 256 * 1024;
const PAGE_BYTES = 65_536;
/** Fewer equal bytes than this do not end a run: to name another one takes about as many. */
const GAP_BYTES = 3;

/**
 * The images of a realm (`prelude`, bytecode) and of each script (bytecode) loaded into one: { realm, scripts }. The first is
 * what differs from a module just instantiated, the others what differs from the first. Each: { pages, runs }.
 */
export async function makeImages(prelude, scripts) {
  const module = await WebAssembly.compile(readFileSync(engineModule));
  const images = await Promise.all(scripts.map((script) => makeImage(module, prelude, script)));
  return { realm: images[0].realm, scripts: images.map(({ script }) => script) };
}

async function makeImage(module, prelude, bytecode) {
  const engine = await instantiate(module);
  const { exports } = engine;
  const stackPointer = exports.__stack_pointer.value;
  const fresh = memoryOf(engine);
  exports._initialize();
  if (exports.qjs_init() !== 0) throw new Error("QuickJS does not start");
  exports.qjs_set_max_stack_size(SCRIPT_STACK_BYTES);
  exports.qjs_set_interrupt_handler(1);
  evaluate(engine, prelude);
  const realm = memoryOf(engine);
  evaluate(engine, bytecode);
  const loaded = memoryOf(engine);
  // the one global of the module that changes: an image is its memory alone
  if (exports.__stack_pointer.value !== stackPointer) throw new Error("the engine's stack is not empty");
  return {
    realm: { pages: realm.length / PAGE_BYTES, runs: difference(fresh, realm) },
    script: { pages: loaded.length / PAGE_BYTES, runs: difference(realm, loaded) },
  };
}

/** The module with what it may ask of its host while it loads: the time of no event, and that it may go on. */
async function instantiate(module) {
  const refuse = () => {
    throw new Error("a script that is loaded asks for something of its host");
  };
  const store = (at, bytes) => {
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    return 0;
  };
  const imports = {
    env: {
      host_get_timezone_offset: () => 0,
      host_interrupt: () => 0,
      host_call: refuse,
      host_module_load: refuse,
      host_module_normalize: refuse,
      host_promise_rejection: refuse,
    },
    wasi_snapshot_preview1: {
      clock_time_get: (_clock, _precision, at) => store(at, new Uint8Array(8)),
      random_get: (at, length) => store(at, new Uint8Array(length)),
      fd_close: refuse,
      fd_fdstat_get: refuse,
      fd_seek: refuse,
      fd_write: refuse,
    },
  };
  const { exports } = await WebAssembly.instantiate(module, imports);
  return { exports };
}

function memoryOf({ exports }) {
  return new Uint8Array(exports.memory.buffer.slice(0));
}

function evaluate({ exports }, bytecode) {
  const at = copyIn(exports, bytecode);
  const value = exports.qjs_eval_bytecode(at, bytecode.length);
  // what is freed is no part of the image
  new Uint8Array(exports.memory.buffer).fill(0, at, at + bytecode.length);
  exports.wasm_free(at);
  if (value === 0 || exports.qjs_is_exception(value)) throw new Error("a script does not load");
  exports.qjs_free_value(value);
  if (exports.qjs_is_job_pending()) throw new Error("the script leaves a job behind");
}

function copyIn(exports, bytes) {
  const at = exports.wasm_malloc(bytes.length + 1);
  if (at === 0) throw new Error("the engine has no memory");
  const memory = new Uint8Array(exports.memory.buffer);
  memory.set(bytes, at);
  memory[at + bytes.length] = 0;
  return at;
}

/** The runs of `after` that differ from `before`, each: bytes to skip, its length (both LEB128), its bytes. */
function difference(before, after) {
  const parts = [];
  let written = 0;
  for (let at = nextChange(before, after, 0); at < after.length; ) {
    let end = at + 1;
    let next = nextChange(before, after, end);
    while (next < after.length && next - end <= GAP_BYTES) {
      end = next + 1;
      next = nextChange(before, after, end);
    }
    parts.push(leb128(at - written), leb128(end - at), after.subarray(at, end));
    written = end;
    at = next;
  }
  return Buffer.concat(parts);
}

function nextChange(before, after, from) {
  let at = from;
  while (at < after.length && after[at] === (before[at] ?? 0)) at++;
  return at;
}

function leb128(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
