/** RRPay dies at every point and in every way, but charges and prints only once. */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import type { CrashPoint } from "./rrpay/desk.ts";
import type { Rule } from "./rrpay/faults.ts";
import { startRrpay } from "./rrpay/server.ts";
import { call, get, Peer, post, requestBytes, sale, taken, voidOf, withFolder, withRrpay } from "./support.ts";

const program = fileURLToPath(new URL("./rrpay/process.ts", import.meta.url));
const command = process.versions.bun === undefined ? ["--import", "tsx", program] : [program];

/** RRPay as a process of its own. */
class RrpayProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #gone: Promise<string | number | null>;

  constructor(port: number, child: ChildProcess, gone: Promise<string | number | null>) {
    this.port = port;
    this.#child = child;
    this.#gone = gone;
  }

  static async start(dir: string, args: readonly string[] = []): Promise<RrpayProcess> {
    const child = spawn(process.execPath, [...command, "--dir", dir, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = new Promise<string | number | null>((resolve) => {
      child.once("exit", (code, signal) => resolve(signal ?? code));
    });
    const first = new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
    const line = await Promise.race([first, gone.then((how) => Promise.reject(new Error(`RRPay ended: ${how}`)))]);
    return new RrpayProcess((JSON.parse(line) as { port: number }).port, child, gone);
  }

  /** Resolves when the process is gone, with the signal or exit code. */
  gone(): Promise<string | number | null> {
    return this.#gone;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }
}

const killing = suite("emulator: killed as a process");

killing("it still knows every transaction, revision and counter, and its port", () =>
  withFolder(async (dir) => {
    const first = await RrpayProcess.start(dir, ["--policy", "wait"]);
    const { port } = first;
    await taken(port, sale("a"));
    await call(port, "POST", "/v1/transactions/t/cancel");
    const health = (await call(port, "GET", "/v1/health")).json;
    const before = [(await get(port, "a")).json, (await get(port, "t")).json];
    await first.kill();
    const second = await RrpayProcess.start(dir, ["--policy", "wait", "--port", String(port)]);
    assert.equal([(await get(port, "a")).json, (await get(port, "t")).json], before);
    assert.equal((await call(port, "GET", "/v1/health")).json, health);
    assert.is((await post(port, sale("a"))).status, 200);
    await second.kill();
  }),
);

killing("--faults kills it at its point with SIGKILL, --forget starts a new epoch of the same store", () =>
  withFolder(async (dir) => {
    const faults = join(dir, "faults.json");
    writeFileSync(
      faults,
      JSON.stringify([{ on: "post", fault: { type: "crash", point: "after-print" } }] satisfies Rule[]),
    );
    const first = await RrpayProcess.start(dir, [
      "--policy",
      "card",
      "--faults",
      faults,
      "--token",
      "s",
      "--till",
      "4",
    ]);
    const { storeId, epoch } = (await call(first.port, "GET", "/v1/health", { token: "s" })).json;
    const lost = await post(first.port, sale("a", { till: "4" }), { token: "s" }).then(
      () => "answered",
      () => "lost",
    );
    assert.equal([lost, await first.gone()], ["lost", "SIGKILL"]);
    const second = await RrpayProcess.start(dir, ["--forget", "--till", "4"]);
    const health = (await call(second.port, "GET", "/v1/health")).json;
    assert.equal([health.storeId, health.fiscal.lastDocumentNo], [storeId, "000001"]);
    assert.is.not(health.epoch, epoch);
    assert.is((await get(second.port, "a")).status, 404);
    await second.kill();
  }),
);

killing("wrong arguments end it with a sentence", async () => {
  const child = spawn(process.execPath, [...command, "--policy", "gift"], { stdio: ["ignore", "ignore", "pipe"] });
  const text = new Promise<string>((resolve) => createInterface(child.stderr).once("line", resolve));
  const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
  assert.equal([(await text).includes("--policy must be one of"), await code], [true, 64]);
});

killing.run();

const crashing = suite("emulator: crash points");

/** The state of the transaction after the restart, and the number of documents. */
const AFTER_RESTART: Readonly<
  Record<CrashPoint, readonly [status: number, fiscal: string | undefined, documents: number]>
> = {
  "before-store": [404, undefined, 0],
  "after-store": [200, "printed", 1],
  "after-pay": [200, "not-printed", 0],
  "after-print": [200, "printed", 1],
  "before-answer": [200, "printed", 1],
};

for (const [point, [status, fiscal, documents]] of Object.entries(AFTER_RESTART)) {
  crashing(`${point}: no answer, one charge and one document in the end`, () =>
    withRrpay({ policy: "mixed" }, async (rrpay) => {
      rrpay.script([{ on: "post", fault: { type: "crash", point: point as CrashPoint, restart: "kept" } }]);
      const peer = await Peer.connect(rrpay.port);
      peer.write(requestBytes("POST", "/v1/transactions", { body: sale("a") }));
      await peer.ended();
      assert.is(peer.received.length, 0);
      await rrpay.until(({ listening }) => listening);
      const found = await get(rrpay.port, "a");
      assert.equal([found.status, found.json.fiscal?.state, rrpay.receipts().length], [status, fiscal, documents]);
      const again = await post(rrpay.port, sale("a"));
      assert.equal([again.json.state, rrpay.moneyTakenCents("key-a")], ["approved", 259]);
      const { json } = await call(rrpay.port, "POST", "/v1/transactions/a/print");
      assert.equal([json.fiscal.documentNo, rrpay.receipts().length], ["000001", 1]);
    }),
  );
}

crashing("a crash may be reached by the operator's payment, with its memory lost or its store exchanged", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    const { storeId, epoch } = rrpay;
    rrpay.script([{ on: "post", fault: { type: "crash", point: "after-pay", restart: "forgotten" } }]);
    await taken(rrpay.port, sale("a"));
    rrpay.operator.pay("a");
    await rrpay.until(({ listening }) => listening);
    assert.equal([(await get(rrpay.port, "a")).status, rrpay.storeId], [404, storeId]);
    assert.is.not(rrpay.epoch, epoch);
    assert.is(rrpay.moneyTakenCents("key-a"), 258, "the customer's money is gone all the same");
    await rrpay.restart({ memory: "new-store" });
    assert.is.not(rrpay.storeId, storeId);
  }),
);

crashing("a partly paid sale goes on where the money stands", () =>
  withRrpay({ policy: { type: "mixed", cardCents: 100, pace: "operator" } }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.operator.step("a");
    rrpay.operator.step("a");
    rrpay.setPolicy({ type: "mixed", cardCents: 100 });
    await rrpay.restart();
    const { json } = await get(rrpay.port, "a");
    const amounts = json.payments.map(({ amountCents }: { amountCents: number }) => amountCents);
    assert.equal([json.state, amounts, json.changeCents, json.roundingCents], ["approved", [100, 500], 340, 2]);
  }),
);

crashing("a line torn by the kill is cut off: it was never acknowledged", () =>
  withFolder(async (dir) => {
    const first = await startRrpay({ dir, policy: "card" });
    await taken(first.port, sale("a"));
    await first.stop();
    const file = join(dir, "rrpay-store.jsonl");
    const whole = readFileSync(file);
    appendFileSync(file, '{"type":"stored","stored":{"type":"transaction","id":"b"');
    const second = await startRrpay({ dir });
    assert.equal([second.transactions().length, second.moneyTakenCents("key-a")], [1, 258]);
    assert.equal(readFileSync(file), whole);
    await second.stop();
  }),
);

crashing("a mark that an editor has put before the store loses nothing of it", () =>
  withFolder(async (dir) => {
    const first = await startRrpay({ dir, policy: "card" });
    await taken(first.port, sale("a"));
    await first.stop();
    const file = join(dir, "rrpay-store.jsonl");
    writeFileSync(file, `\ufeff${readFileSync(file, "utf8")}`);
    for (let start = 0; start < 2; start++) {
      const again = await startRrpay({ dir });
      assert.equal([again.transactions().length, again.moneyTakenCents("key-a")], [1, 258]);
      assert.is((await get(again.port, "a")).json.state, "approved");
      await again.stop();
    }
  }),
);

crashing("held answers and long polls die with it", () =>
  withRrpay({ policy: "wait", faults: [{ on: "post", fault: { type: "late" } }] }, async (rrpay) => {
    const peer = await Peer.connect(rrpay.port);
    peer.write(requestBytes("POST", "/v1/transactions", { body: sale("a") }));
    await rrpay.until(({ held }) => held === 1);
    const poll = await Peer.connect(rrpay.port);
    poll.write(requestBytes("GET", "/v1/transactions/a?afterRevision=1&waitMs=25000"));
    await rrpay.until(({ requests }) => requests.some(({ on }) => on === "get"));
    rrpay.crash();
    await Promise.all([peer.ended(), poll.ended()]);
    assert.equal([peer.received.length, poll.received.length, rrpay.held], [0, 0, 0]);
  }),
);

crashing("a void that crashed is refunded once", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.script([{ on: "post", fault: { type: "crash", point: "after-store", restart: "kept" } }]);
    await post(rrpay.port, voidOf("v", sale("a"))).catch(() => undefined);
    await rrpay.until(({ listening }) => listening);
    assert.is((await post(rrpay.port, voidOf("v", sale("a")))).json.state, "approved");
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  }),
);

crashing.run();
