// Only on Node: a till that is made for it runs there.
// Time limit: 600 s
/** `doctor --bench` measures a till without touching its journal, and asks RRPay nothing. No test judges a time. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Start } from "../../runtime/cli/program/wire.ts";
import { Store } from "../../runtime/node/store/store.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { engineOf } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { sampledSuite } from "../support/tier.ts";
import { type Till, withTill } from "../support/till.ts";

const test = sampledSuite("doctor --bench", 2);
const IDS = ["bench-start", "bench-sale", "bench-look-up", "bench-flush"];

/** A closed till that has sold once, or not at all. */
function withClosed(body: (till: Till) => Promise<void>, { sales = 1 } = {}): Promise<void> {
  return withTill({ engine: engineOf("direct"), rrpay: { policy: "card" } }, async (till) => {
    for (let left = sales; left > 0; left--) {
      const bread = sale();
      await till.settle(bread);
      await till.saved(bread);
    }
    await till.close();
    await body(till);
  });
}

interface Measured {
  readonly code: number;
  readonly out: string;
  readonly remarks: string;
  readonly result: DoctorResult;
}

async function measure(till: Till, { language = "en", inEngine = false, json = true } = {}): Promise<Measured> {
  const said = { out: "", remarks: "" };
  const host = new NodeHost({
    print: (stream, text) => {
      said[stream === STREAM.error ? "remarks" : "out"] += text;
    },
    ask: async () => undefined,
  });
  const form = json ? ["--json"] : [];
  const args = ["doctor", "--bench", "--config", till.configPath, "--engine", "quickjs", "--language", language];
  const start: Start = { args: [...args, ...form], language: "lt", isInteractive: 0, programFolder: "" };
  const code = inEngine ? await runInEngine(host, start) : await host.run(run(start));
  return { ...said, code, result: json ? (JSON.parse(said.out) as DoctorResult) : { checks: [], status: "ok" } };
}

const checkOf = ({ result }: Measured, id: string) => result.checks.find((check) => check.id === id);
const figuresOf = ({ result }: Measured) => result.checks.filter(({ id }) => IDS.includes(id));

/** Every file of the journal, and the names beside it. */
function traces({ dataDir }: Till): unknown {
  const journal = join(dataDir, "journal");
  return [
    readdirSync(dataDir).sort(),
    readdirSync(journal).map((name) => [name, readFileSync(join(journal, name), "latin1")]),
  ];
}

for (const inEngine of [false, true])
  test(`tells start, sale, look-up and flush, ${inEngine ? "in QuickJS" : "on this host"}`, () =>
    withClosed(async (till) => {
      const measured = await measure(till, { inEngine });
      assert.is(measured.code, 0, measured.out);
      assert.equal(
        figuresOf(measured).map(({ id, status }) => [id, status]),
        IDS.map((id) => [id, "ok"]),
      );
      for (const { id, detail } of figuresOf(measured)) assert.match(detail, /^\d+(\.\d)? ms: /, id);
      assert.match(checkOf(measured, "bench-sale")?.detail ?? "", "20 lines");
      assert.match(measured.remarks, /^measuring: .*\nmeasuring: .*\nmeasuring: .*\n$/);
    }));

test("the journal is byte for byte as it was, nothing new lies beside it, and RRPay hears nothing", () =>
  withClosed(async (till) => {
    const [before, connections] = [traces(till), till.rrpay.connections];
    await measure(till);
    assert.equal(traces(till), before);
    assert.is(till.rrpay.connections, connections);
  }));

test("the till goes on afterwards as if nothing had been", () =>
  withClosed(async (till) => {
    await measure(till);
    await till.open();
    assert.is((await till.settle(sale())).outcome, "approved");
    assert.is((await till.pos()).unresolved.length, 1);
  }));

test("a till that runs is left alone, and who holds it is told", () =>
  withClosed(async (till) => {
    const held = Store.open(till.dataDir);
    try {
      const before = traces(till);
      const measured = await measure(till);
      assert.is(measured.code, 1);
      assert.is(checkOf(measured, "lock")?.status, "warn");
      assert.equal(figuresOf(measured), []);
      assert.equal(traces(till), before);
    } finally {
      if (held.type === "open") held.store.close();
    }
  }));

test("a till that has never started gets no folder from it", () =>
  withClosed(async (till) => {
    rmSync(till.dataDir, { recursive: true });
    const measured = await measure(till);
    assert.is(measured.code, 1);
    assert.match(checkOf(measured, "bench-start")?.fix ?? "", "has no journal yet");
    assert.not.ok(existsSync(till.dataDir));
    mkdirSync(join(till.dataDir, "journal"), { recursive: true });
    assert.match(checkOf(await measure(till), "bench-start")?.fix ?? "", "has no journal yet");
    assert.equal(readdirSync(till.dataDir), ["journal"]);
  }));

test("with a payment open the till is not started, because a start would ask RRPay; the disk is measured", () =>
  withTill(
    { engine: engineOf("direct"), rrpay: { policy: "card" }, config: { timeouts: { answerMs: 1500 } } },
    async (till) => {
      till.rrpay.script([
        { on: "post", fault: { type: "cut-before-process" } },
        { on: "get", times: "always", fault: { type: "silence" } },
      ]);
      assert.is((await till.settle(sale())).outcome, "unknown");
      await till.close();
      const [before, connections] = [traces(till), till.rrpay.connections];
      const measured = await measure(till);
      assert.equal(
        figuresOf(measured).map(({ id, status }) => [id, status]),
        [
          ["bench-start", "warn"],
          ["bench-look-up", "ok"],
          ["bench-flush", "ok"],
        ],
      );
      assert.match(checkOf(measured, "bench-start")?.fix ?? "", "a payment is still open");
      assert.equal(traces(till), before);
      assert.is(till.rrpay.connections, connections);
    },
  ));

test("a torn or damaged journal stays as it is, and the till is not started", () =>
  withClosed(async (till) => {
    const [name = ""] = readdirSync(join(till.dataDir, "journal"));
    const file = join(till.dataDir, "journal", name);
    const sound = readFileSync(file);
    for (const spoil of [() => appendFileSync(file, "00000000 {"), () => appendFileSync(file, "00000000 {}\n")]) {
      writeFileSync(file, sound);
      spoil();
      const before = traces(till);
      const measured = await measure(till);
      assert.match(checkOf(measured, "bench-start")?.fix ?? "", "the journal is not in order");
      assert.equal(traces(till), before);
    }
  }));

test("a till that has sold nothing has nothing to look up, which is no fault", () =>
  withClosed(
    async (till) => {
      const measured = await measure(till);
      assert.is(measured.code, 0, measured.out);
      assert.match(checkOf(measured, "bench-look-up")?.detail ?? "", "sold nothing");
    },
    { sales: 0 },
  ));

test("something else of the file's name is not touched; what a cut measurement left is removed", () =>
  withClosed(async (till) => {
    const path = join(till.dataDir, "doctor-bench.tmp");
    mkdirSync(path);
    writeFileSync(join(path, "own"), "mine");
    assert.is(checkOf(await measure(till), "bench-flush")?.status, "warn");
    assert.is(readFileSync(join(path, "own"), "utf8"), "mine");
    rmSync(path, { recursive: true });
    writeFileSync(path, "x".repeat(5000));
    assert.is(checkOf(await measure(till), "bench-flush")?.status, "warn");
    assert.is(readFileSync(path, "utf8").length, 5000);
    writeFileSync(path, "000");
    assert.is(checkOf(await measure(till), "bench-flush")?.status, "ok");
    assert.not.ok(existsSync(path));
  }));

test("a config that is wrong, and one that only the bundle refuses, are told as such", () =>
  withClosed(async (till) => {
    till.writeConfig({ timeouts: { answerMs: 1 } });
    const refused = await measure(till);
    assert.is(refused.code, 2);
    assert.is(checkOf(refused, "bench-start")?.status, "fail");
    assert.match(checkOf(refused, "bench-start")?.fix ?? "", "timeouts.answerMs");
    till.writeConfig({ rrpay: { port: 0 } });
    const wrong = await measure(till);
    assert.equal([wrong.code, wrong.result.checks.length, wrong.result.checks[0]?.id], [2, 1, "config-file"]);
  }));

test("the figures are told in Lithuanian and in English, and --json has the doctor's shape, in ASCII", () =>
  withClosed(async (till) => {
    const shapes = new Ajv2020({ strict: false }).addSchema(
      JSON.parse(readFileSync(new URL("../../schemas/command-line.json", import.meta.url), "utf8")),
      "command-line",
    );
    const { out, result } = await measure(till);
    assert.match(out, /^[ -~]+\n$/);
    assert.ok(shapes.getSchema("command-line#/$defs/doctor")?.(result));
    const lt = await measure(till, { language: "lt", json: false });
    assert.match(lt.out, /^ok {4}bench-sale +\d+(\.\d)? ms: paruošiamas 20 eilučių pardavimas/m);
    assert.match(lt.remarks, "matuojama: seno kvito paieška");
    assert.match((await measure(till, { json: false })).out, /^ok {4}bench-flush +\d+(\.\d)? ms: a line/m);
  }));

test.run();
