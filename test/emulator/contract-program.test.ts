// Only on Node: a till's program knows nothing of the host that runs the tests.
// Time limit: 300 s
/** `gama-rrpay emulator` of a till's program keeps contract C by the very tests that hold for the emulator on Node. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, NOT_BUILT } from "../support/built.ts";
import { checkoutFile } from "../support/checkout.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { PROVEN } from "./program-rrpay.ts";
import { call, get, post, sale, withFolder } from "./support.ts";

const test = suite("the emulator of a till's program");
const program = builtProgram();

/** How many bodies of each file need nothing but the wire. */
const FILES = {
  "contract.test.ts": 5,
  "contract-ask.test.ts": 5,
  "contract-post.test.ts": 5,
  "contract-void.test.ts": 1,
};

interface Running {
  readonly port: number;
  readonly epoch: string;
  readonly out: () => string;
  readonly kill: () => Promise<void>;
}

async function running(path: string, dir: string, args: readonly string[] = []): Promise<Running> {
  const child = spawn(path, ["emulator", "--language", "en", "--port", "0", "--policy", "card", "--dir", dir, ...args]);
  let out = "";
  const ended = once(child, "close");
  await new Promise((resolve) =>
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      resolve(undefined);
    }),
  );
  const [, port, epoch] = /:(\d+), store \S+, epoch (\S+)\./.exec(out) ?? [];
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { port: Number(port), epoch: epoch ?? "", out: () => out, kill };
}

if (program === undefined) skip("the emulator of a till's program", NOT_BUILT);
else {
  for (const [file, least] of Object.entries(FILES))
    test(`passes ${file}`, () => {
      // a body that cannot go on here leaves requests behind
      const env = { ...process.env, GRP_EMULATOR: program, NODE_OPTIONS: "--unhandled-rejections=warn" };
      const args = ["--import", "tsx", checkoutFile(`test/emulator/${file}`)];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
      assert.is(status, 0, stdout + stderr);
      const proven = stdout.split(PROVEN).length - 1;
      assert.ok(proven >= least, `${proven} of ${least}`);
    });

  test("what it has answered is still there after it was killed, and a line that was cut is not", () =>
    withFolder(async (dir) => {
      const first = await running(program, dir);
      assert.is((await post(first.port, sale("a"))).status, 201);
      await first.kill();
      const file = join(dir, "rrpay-store.jsonl");
      appendFileSync(file, '{"type":"stored","sto');
      const again = await running(program, dir);
      assert.is(again.epoch, first.epoch);
      assert.is((await get(again.port, "a")).json.state, "approved");
      assert.is((await post(again.port, sale("a"))).status, 200);
      assert.is((await post(again.port, sale("b"))).json.fiscal.documentNo, "000002");
      await again.kill();
      for (const line of readFileSync(file, "utf8").trim().split("\n")) JSON.parse(line);
      const forgetful = await running(program, dir, ["--forget"]);
      assert.is.not(forgetful.epoch, first.epoch);
      assert.is((await get(forgetful.port, "a")).status, 404);
      await forgetful.kill();
    }));

  test("prints what it is asked to sell and the receipt, and answers no page and no other host's name", () =>
    withFolder(async (dir) => {
      const { port, out, kill } = await running(program, dir);
      await post(port, sale("a"));
      assert.is((await call(port, "GET", "/v1/health", { headers: { Origin: "http://evil" } })).status, 403);
      assert.is((await call(port, "GET", "/v1/health", { headers: { Host: "evil" } })).status, 403);
      await kill();
      assert.match(out(), /sale key-a, 2\.58 EUR, a/);
      assert.match(out(), /Nefiskalinis pavyzdys/);
    }));

  test("a way to pay that it has not, and a port that is taken, are told", () =>
    withFolder(async (dir) => {
      const said = (args: string[]) =>
        spawnSync(program, ["emulator", "--language", "en", "--dir", dir, ...args], { encoding: "utf8" });
      const amount = said(["--policy", "amount"]);
      assert.is(amount.status, 64);
      assert.match(amount.stderr, /amount needs the emulator of Node/);
      const { port, kill } = await running(program, dir);
      const taken = said(["--port", String(port)]);
      assert.is(taken.status, 69);
      assert.match(taken.stderr, /is taken by another program/);
      await kill();
    }));
}

test.run();
