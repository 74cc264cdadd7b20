// Only on Node: its debugger is asked from a thread of its own.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { inspectionOf } from "../../runtime/cli/replay-inspect.ts";
import { checkoutFile } from "../support/checkout.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { traceText, withTrace } from "../support/traces.ts";

const test = suite("replay --inspect");

/** A debugger of this thread: at each stop it steps in until it is in the bundle, says where, and lets go. */
const DEBUGGER = `
const { Session } = require("node:inspector");
const { parentPort } = require("node:worker_threads");
const session = new Session();
session.connectToMainThread();
parentPort.on("message", () => {}); // stays until it is ended
const urls = new Map();
session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params));
let steps = 0;
session.on("Debugger.paused", ({ params }) => {
  const script = urls.get(params.callFrames[0].location.scriptId);
  const isInBundle = script !== undefined && script.url.includes("rrpay.plugin.js");
  if (!isInBundle && ++steps < 40) return session.post("Debugger.stepInto");
  parentPort.postMessage({ url: script?.url, hasMap: Boolean(script?.sourceMapURL), steps });
  session.post("Debugger.resume");
});
session.post("Debugger.enable", () => parentPort.postMessage("ready"));
`;

test("a debugger stops before step N, and steps from there into the bundle, which has a source map", () => {
  const till = new StepTill().boot();
  till.call("init", sale());
  return withTrace("", async (folder) => {
    const path = join(folder, "one.trace");
    writeFileSync(path, traceText(till), "latin1");
    const worker = new Worker(DEBUGGER, { eval: true });
    const said: unknown[] = [];
    await new Promise<void>((resolve) => {
      worker.on("message", (message) => {
        said.push(message);
        if (message === "ready") resolve();
      });
    });
    const { rest, stopAt } = inspectionOf(["replay", path, "--inspect", "3"]) ?? { rest: [], stopAt: 0 };
    const host = new NodeHost({ print: () => {}, ask: async () => undefined }, stopAt);
    const start = { args: [...rest], language: "en", isInteractive: 0, programFolder: checkoutFile("dist") };
    assert.is(await host.run(run(start)), 0);
    await worker.terminate();
    const stops = said.filter((message) => message !== "ready") as { url: string; hasMap: boolean }[];
    assert.is(stops.length, 1, JSON.stringify(said));
    assert.match(stops[0]?.url ?? "", "rrpay.plugin.js");
    assert.is(stops[0]?.hasMap, true);
  });
});

test("a number that is none is refused", () => {
  assert.throws(() => inspectionOf(["replay", "x", "--inspect"]), /number of a step/);
  assert.is(inspectionOf(["replay", "x"]), undefined);
});

test.run();
