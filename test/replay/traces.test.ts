// Every trace in test/replay/traces does again what it did, on every engine; one that was tampered with is found out.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { distFile } from "../../runtime/cli/engines.ts";
import type { Replayed } from "../../runtime/cli/trace/replay.ts";
import { builtProgram, NOT_BUILT } from "../support/built.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf, forEachEngine } from "../support/engines.ts";
import { runProgram } from "../support/programs.ts";
import { sale } from "../support/sales.ts";
import { declines } from "../support/scripted-rrpay.ts";
import { skip } from "../support/skip.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";
import { cli, traceText } from "../support/traces.ts";

const test = suite("replay");
const folder = checkoutFile("test/replay/traces/");

const dropped = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".trace")) : [];

test("the morning that is kept tells of a sale that was paid, printed and saved, and of one that was not", async () => {
  const { out } = await cli("trace", "explain", join(folder, "native-morning.trace"));
  assert.match(out, "GAMA is told: approved.");
  assert.match(out, "GAMA is told: acknowledged.");
  assert.match(out, "RRPay cannot be reached");
  assert.not.match(out, "config-invalid");
});

for (const name of dropped)
  for (const engine of ["quickjs", "direct"])
    test(`${name}: what GAMA and RRPay were told, and what the journal kept, is the same on ${engine}`, async () => {
      const { replayed, error } = await replayOf(folder + name, "--engine", engine, "--compatible");
      assert.equal(replayed?.differences, [], error);
      assert.ok((replayed?.steps ?? 0) > 0);
    });

async function replayOf(...args: string[]): Promise<{ replayed: Replayed | undefined; error: string; code: number }> {
  const { out, error, code } = await cli("replay", "--json", ...args);
  return { replayed: out === "" ? undefined : (JSON.parse(out) as Replayed), error, code };
}

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "replay-"));
  try {
    await body(place);
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A sale, a refused one and a start anew, as the built bundle did them on an engine. */
async function withRecorded(
  name: "quickjs" | "native" | "direct",
  body: (dataDir: string) => Promise<void>,
): Promise<void> {
  await withTill({ engine: engineOf(name) }, async (till) => {
    const one = sale(258);
    await till.pos();
    assert.is((await till.settle(one)).outcome, "approved");
    await till.saved(one);
    await till.close();
    await till.open();
    await till.settle(sale(499, { totals: { totalCents: 1, discountCents: 0, vatCents: 0 } }));
    await till.close();
    await body(till.dataDir);
  });
}

forEachEngine((engine) => {
  if (engine.name === "direct") return; // it runs the sources, whose replay by the built bundle is a compatible one
  for (const other of ["quickjs", "direct"])
    test(`what ${engine.name} did is done again on ${other}, byte for byte`, () =>
      withRecorded(engine.name as "quickjs" | "native", async (dataDir) => {
        const { replayed, error } = await replayOf(dataDir, "--engine", other, "--bundle", distFile("rrpay.plugin.js"));
        assert.equal(replayed?.differences, [], error);
        assert.is(replayed?.mode, "strict");
        assert.ok((replayed?.steps ?? 0) > 10);
      }));
});

test("a till's own program does again what its library did", async () => {
  const program = builtProgram();
  if (program === undefined) return skip("the native program", NOT_BUILT);
  await withRecorded("quickjs", async (dataDir) => {
    const ended = await runProgram(program, [
      "replay",
      dataDir,
      "--bundle",
      distFile("rrpay.plugin.js"),
      "--language",
      "en",
    ]);
    assert.is(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(ended.stdout, "is the same (strict)");
  });
});

test("a redacted trace is done again byte for byte", () =>
  withRecorded("quickjs", async (dataDir) =>
    withFolder(async (place) => {
      const out = join(place, "out.trace");
      assert.is((await cli("trace", "export", dataDir, "--out", out)).code, 0);
      const { replayed, error } = await replayOf(out, "--strict");
      assert.equal(replayed?.differences, [], error);
    }),
  ));

test("an answer that somebody has changed is found at its step, with what was expected and what is", () =>
  withRecorded("quickjs", async (dataDir) =>
    withFolder(async (place) => {
      const [name = ""] = readdirSync(join(dataDir, "trace")).filter((one) => one.endsWith(".trace"));
      const text = readFileSync(join(dataDir, "trace", name), "latin1");
      const changed = text.replace('\\"approved\\",\\"revision\\"', '\\"declined\\",\\"revision\\"');
      assert.not.equal(changed, text);
      const path = join(place, "tampered.trace");
      writeFileSync(path, changed, "latin1");
      const { replayed, code } = await replayOf(path);
      assert.is(code, 1);
      assert.is(replayed?.differences.length, 1);
      const [difference] = replayed?.differences ?? [];
      assert.ok((difference?.event ?? 0) > 1);
      assert.match(difference?.expected ?? "", /approved/);
    }),
  ));

test("another bundle is compared by what it tells and keeps, and each difference is listed", () =>
  withFolder(async (place) => {
    const till = new StepTill().boot();
    till.call("init", sale());
    const path = join(place, "live.trace");
    writeFileSync(path, traceText(till), "latin1");
    const same = await replayOf(path);
    assert.equal([same.replayed?.mode, same.replayed?.differences], ["compatible", []]);
    const other = new StepTill().boot();
    other.rrpay.outcome = declines;
    other.call("init", sale());
    writeFileSync(path, traceText(other).replaceAll('outcome\\":\\"declined', 'outcome\\":\\"approved'), "latin1");
    const { replayed, code } = await replayOf(path);
    assert.is(code, 1);
    assert.match(replayed?.differences[0]?.expected ?? "", "outcome=approved");
    assert.match(replayed?.differences[0]?.actual ?? "", "outcome=declined");
  }));

test("--until leaves a till that goes on from there: its journal reads, and it says what is open", () =>
  withFolder(async (place) => {
    const till = new StepTill().boot();
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    const one = sale();
    till.call("init", one);
    const path = join(place, "open.trace");
    writeFileSync(path, traceText(till), "latin1");
    const out = join(place, "till");
    const { code } = await cli("replay", path, "--until", String(till.events.length), "--out", out);
    assert.is(code, 0);
    const listed = await cli("journal", "list", join(out, "data"));
    assert.is(listed.code, 0, listed.out);
    const shown = await cli("journal", "show", join(out, "data"), "--sale", one.saleKey);
    assert.match(shown.out, "gave-up");
    const config = JSON.parse(readFileSync(join(out, "gama-rrpay.json"), "utf8")) as { till: string };
    assert.is(config.till, "1");
  }));

test("wrong arguments are told", async () => {
  for (const args of [
    ["--until", "x"],
    ["--until", "3"],
    ["--strict", "--compatible"],
  ])
    assert.is((await cli("replay", folder, ...args)).code, 64);
});

test.run();
