// Only on Node: npm run dev is a Node program, and its debugger is Node's.
// Time limit: 300 s
/** npm run dev, in a copy of the sources that is changed under it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as assert from "uvu/assert";
import { developBundle } from "../../esbuild.config.mjs";
import { DIRECT } from "../../runtime/node/direct.ts";
import { checkoutFile } from "../support/checkout.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("npm run dev");

/** What the page's stream tells, as far as this test reads it. */
interface Told {
  readonly version: number;
  readonly trouble: string;
  readonly pos: { readonly window: string; readonly busy?: object };
}

/** Text or snapshots that arrive, and a way to wait for some of them. */
class Heard<T> {
  #latest: T;
  #wake: () => void = () => {};
  #error: Error | undefined;

  constructor(first: T) {
    this.#latest = first;
  }

  hear(next: (before: T) => T): void {
    this.#latest = next(this.#latest);
    this.#wake();
  }

  fail(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  async until(condition: (latest: T) => boolean): Promise<T> {
    while (!condition(this.#latest)) {
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#latest;
  }
}

interface Dev {
  readonly folder: string;
  readonly said: Heard<string>;
  readonly told: Heard<Told | undefined>;
  readonly post: (path: string, body: object) => Promise<number>;
}

/** Runs the body with `npm run dev` over a copy of the sources. */
async function withDev(body: (dev: Dev) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dev-"));
  for (const part of ["plugin", "schemas", "runtime", "build", "test/emulator", "test/support"])
    cpSync(checkoutFile(part), join(folder, part), { recursive: true });
  for (const file of ["package.json", "package-lock.json", "esbuild.config.mjs"])
    cpSync(checkoutFile(file), join(folder, file));
  symlinkSync(checkoutFile("node_modules"), join(folder, "node_modules"));
  const child = spawn(process.execPath, ["build/dev.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  try {
    const said = heardOf(child);
    const text = await said.until((all) => /^The page: \S+$/m.test(all));
    const { origin, hash } = new URL(/^The page: (\S+)$/m.exec(text)?.[1] ?? "");
    const headers = { Authorization: `Bearer ${hash.slice(1)}`, "Content-Type": "application/json" };
    const told = new Heard<Told | undefined>(undefined);
    const stream = await fetch(`${origin}/api/events`, { headers });
    void readSnapshots(stream, told);
    const post = async (path: string, json: object) =>
      (await fetch(`${origin}/api/${path}`, { method: "POST", headers, body: JSON.stringify(json) })).status;
    await told.until((now) => now?.pos.window === "pos" && now.pos.busy === undefined);
    await body({ folder, said, told, post });
  } finally {
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function heardOf(child: ChildProcess): Heard<string> {
  const said = new Heard("");
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (more: string) => said.hear((all) => all + more));
  child.on("close", () => said.fail(new Error("npm run dev has ended")));
  return said;
}

async function readSnapshots(stream: Response, told: Heard<Told | undefined>): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const piece of stream.body as unknown as AsyncIterable<Uint8Array>) {
      const events = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) told.hear(() => JSON.parse(event.slice(event.indexOf("data: ") + 6)) as Told);
    }
  } catch {
    // it ends with the server
  }
}

const PLACE = "    lines,\n";

test("a mistake is shown in the terminal and on the page, and what mends it is what runs next", () =>
  withDev(async ({ folder, said, told, post }) => {
    // the page's own files
    const client = join(folder, "test/emulator/page/client/main.ts");
    const drawn = readFileSync(client, "utf8");
    writeFileSync(client, `${drawn}\nlet let = 1;\n`);
    await told.until((now) => /page cannot be built.*main\.ts/.test(now?.trouble ?? ""));
    writeFileSync(client, `${drawn}\n`);
    await told.until((now) => now?.trouble === "" && now.version === 1);

    // the bundle
    const mapping = join(folder, "plugin/gama/mapping.ts");
    const source = readFileSync(mapping, "utf8");
    writeFileSync(mapping, `${source}\nexport const = 1;\n`);
    await told.until((now) => /cannot be built.*mapping\.ts/.test(now?.trouble ?? ""));
    await said.until((all) => /cannot be built[\s\S]*mapping\.ts/.test(all));

    // a rule that throws: the till runs it, and what it throws names its line
    const thrown = source.replace(
      PLACE,
      "    lines: lines.map((): Line => {\n      throw new Error('my rule');\n    }),\n",
    );
    assert.is.not(thrown, source);
    writeFileSync(mapping, `import type { Line } from "../../schemas/generated/types.ts";\n${thrown}`);
    await told.until((now) => now?.trouble === "" && now.version === 2);
    assert.is(await post("pos/add", { code: "PR001" }), 200);
    assert.is(await post("pos/pay", {}), 200);
    const line = 2 + source.slice(0, source.indexOf(PLACE)).split("\n").length;
    await said.until((all) => new RegExp(`my rule[\\s\\S]*plugin/gama/mapping\\.ts:${line}:`).test(all));
  }));

test("a change of what the till runs in starts the till again; of the emulator's own files it says that they wait", () =>
  withDev(async ({ folder, said, told }) => {
    const timers = join(folder, "runtime/node/timers.ts");
    writeFileSync(timers, `${readFileSync(timers, "utf8")}\nexport const = 1;\n`);
    await told.until((now) => /runtime cannot be built.*timers\.ts/.test(now?.trouble ?? ""));
    writeFileSync(timers, readFileSync(checkoutFile("runtime/node/timers.ts"), "utf8"));
    await said.until((all) => all.includes("The till has started again with it."));
    await told.until((now) => now?.trouble === "" && now.version >= 1);
    const desk = join(folder, "test/emulator/rrpay/desk.ts");
    writeFileSync(desk, `${readFileSync(desk, "utf8")}\n`);
    await told.until((now) => /own files have changed/.test(now?.trouble ?? ""));
  }));

/** A debugger of this thread: sets a breakpoint, says where it stopped, and lets go. */
const DEBUGGER = `
const { Session } = require("node:inspector");
const { parentPort } = require("node:worker_threads");
const session = new Session();
session.connectToMainThread();
session.on("Debugger.scriptParsed", ({ params }) => {
  if (params.url.endsWith("dev/rrpay.plugin.js")) parentPort.postMessage({ map: params.sourceMapURL });
});
session.on("Debugger.paused", ({ params }) => {
  parentPort.postMessage({ stopped: params.callFrames[0].functionName });
  session.post("Debugger.resume");
});
parentPort.on("message", (breakpoint) =>
  session.post("Debugger.setBreakpointByUrl", breakpoint, () => parentPort.postMessage("set")),
);
session.post("Debugger.enable", () => parentPort.postMessage("ready"));
`;

test("a breakpoint in plugin/*.ts stops the till where the map of its bundle leads", async () => {
  const { file, rebuild, dispose } = await developBundle();
  await rebuild();
  await dispose();
  const text = readFileSync(file, "utf8");
  const worker = new Worker(DEBUGGER, { eval: true });
  const said: unknown[] = [];
  const heard = new Heard<number>(0);
  worker.on("message", (message) => {
    said.push(message);
    heard.hear((count) => count + 1);
  });
  const saying = (what: (one: never) => boolean) => heard.until(() => said.some((one) => what(one as never)));
  await saying((one) => one === "ready");
  const wanted = placeOf("plugin/gama/mapping.ts", PLACE.trim(), file);
  worker.postMessage({ urlRegex: "dev/rrpay\\.plugin\\.js$", lineNumber: wanted });
  await saying((one) => one === "set");
  const started = await DIRECT.start({ type: "text", text, file }, { memoryMb: 64, stepMs: 1000 });
  assert.is(started.type, "ready");
  const till = new StepTill().boot();
  till.call("init", sale());
  for (const event of till.events) if (started.type === "ready") started.engine.step(new Uint8Array(event));
  await saying(({ stopped }: { stopped?: string }) => stopped !== undefined);
  await worker.terminate();
  const [{ map = "" } = {}] = said.filter((one): one is { map: string } => typeof one === "object");
  assert.match(map, /^file:.*dist\/dev\/rrpay\.plugin\.js\.map$/);
});

/** The line of a built file, from 0, that stands for a line of a source. */
function placeOf(source: string, code: string, file: string): number {
  const lines = readFileSync(checkoutFile(source), "utf8").split("\n");
  const wanted = lines.findIndex((line) => line.trim() === code);
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  return readFileSync(file, "utf8")
    .split("\n")
    .findIndex((line, at) => {
      const entry = map.findEntry(at, line.search(/\S/));
      return "originalSource" in entry && entry.originalSource.endsWith(source) && entry.originalLine === wanted;
    });
}

test.run();
