// Only with --all: traces larger than the memory.
// Slow: reads traces of megabytes in an engine with little memory.
// A ring may be larger than the memory of the program on a till: what is told, hidden and replayed of it takes none.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import * as assert from "uvu/assert";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { cli } from "../support/traces.ts";

const test = suite("a trace larger than the memory");

const morning = readFileSync(checkoutFile("test/replay/traces/native-morning.trace"), "latin1");
const bundle = checkoutFile("dist/rrpay.plugin.js");

/** The program itself needs half of it. */
const MEMORY_MB = 12;

/** The key of the sale in the recorded morning. */
const SALE = /saleKey[^A-Za-z0-9]+([A-Za-z0-9-]+)/.exec(morning)?.[1] ?? "";

/** The morning of another day, with another sale. */
function morningOf(day: number): string {
  return morning.replaceAll(SALE, SALE.slice(0, -4) + String(day).padStart(4, "0"));
}

/** A ring of four files that follow each other, with as many mornings in each. */
async function withRing(mornings: number, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ring-"));
  try {
    mkdirSync(join(folder, "trace"));
    for (let number = 1; number <= 4; number++)
      writeFileSync(
        join(folder, "trace", `0000000${number}.trace`),
        Array.from({ length: mornings }, (_, day) => morningOf(1000 * number + day)).join(""),
        "latin1",
      );
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function inLittleMemory(...args: string[]) {
  const said = { out: "", error: "" };
  const host = new NodeHost({
    print: (stream, text) => {
      said[stream === STREAM.error ? "error" : "out"] += text;
    },
    ask: async () => undefined,
  });
  const start = { args, language: "en", isInteractive: 0, programFolder: checkoutFile("dist") };
  const code = await runInEngine(host, start, { memoryMb: MEMORY_MB }).catch((error: unknown) => String(error));
  return { ...said, code };
}

/** Some megabytes of trace. */
const MORNINGS = 60;

test("it is told to its last sentence, as text and as a page", () =>
  withRing(MORNINGS, async (folder) => {
    const text = await inLittleMemory("trace", "explain", folder);
    assert.is(text.code, 0, text.error);
    assert.is(text.out, (await cli("trace", "explain", folder)).out);
    assert.is(text.out.match(/The plug-in starts/g)?.length, (morning.match(/"trace":1/g)?.length ?? 0) * 4 * MORNINGS);
    const out = join(folder, "story.html");
    const page = await inLittleMemory("trace", "explain", folder, "--html", "--out", out);
    assert.is(page.code, 0, page.error);
    assert.match(readFileSync(out, "utf8").slice(-20), "</html>");
  }));

test("it is exported whole, and one sale's incident is packed out of it", () =>
  withRing(MORNINGS / 3, async (folder) => {
    const out = join(folder, "out.trace");
    const told = await inLittleMemory("trace", "export", folder, "--out", out, "--bundle", bundle);
    assert.is(told.code, 0, told.error);
    const lines = readFileSync(out, "latin1").split("\n").length - 1;
    assert.is(lines, (morning.split("\n").length - 1) * 4 * (MORNINGS / 3));
    const zip = join(folder, "one.zip");
    const sale = `${SALE.slice(0, -4)}3002`;
    const packed = await inLittleMemory("incident", folder, "--sale", sale, "--out", zip, "--bundle", bundle);
    assert.is(packed.code, 0, packed.error);
    const files = unzipSync(new Uint8Array(readFileSync(zip)));
    assert.match(strFromU8(files["story.txt"] ?? new Uint8Array(0)), sale);
    // the starts of its own morning, and no other
    const starts = (text: string) => text.match(/"trace":1/g)?.length;
    assert.is(starts(strFromU8(files["trace.jsonl"] ?? new Uint8Array(0))), starts(morning));
  }));

test("what it would be written over is refused before anything is written", () =>
  withRing(1, async (folder) => {
    const file = join(folder, "trace", "00000001.trace");
    for (const command of [["export"], ["explain"]])
      assert.is((await cli("trace", ...command, file, "--out", file)).code, 64);
    assert.is(readFileSync(file, "latin1"), morningOf(1000));
  }));

test("an export that cannot be finished leaves no half of it", () =>
  withRing(1, async (folder) => {
    const out = join(folder, "out.trace");
    const told = await cli("trace", "export", folder, "--out", out, "--bundle", join(folder, "none.js"));
    assert.is(told.code, 69);
    assert.not.ok(existsSync(out));
  }));

test.run();
