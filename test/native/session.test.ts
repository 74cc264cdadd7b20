// docs/contracts.md A by its exports: what is refused, and when.
// Time limit: 120 s
import { join } from "node:path";
import * as assert from "uvu/assert";
import { cString, loadExports } from "../../runtime/node/native-grp.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { type Puppet, withPuppet } from "./puppet.ts";

/** More than the polls themselves can take. */
const SPUN_US = 100_000;

const session = suite("a session of the shim");

/**
 * Begins a step that only its deadline ends, and waits until it takes a processor's time: then the worker is inside. On a
 * busy machine that time comes in small pieces, so it is summed up.
 */
async function beginSpinning(puppet: Puppet): Promise<number> {
  const call = puppet.start("spin");
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < SPUN_US) assert.is(await puppet.grp.poll(puppet.session, call, 20), 0);
  return call;
}

const available = await library("linux-x64");
if (available.type === "absent") skip("a session of the shim", available.reason);
else {
  const exports = loadExports(available.value);

  session("that is closing refuses everything but close, which says closing until it gives its one 0", () =>
    withPuppet(available.value, { stepMs: 5000 }, async (puppet) => {
      assert.is(await puppet.do("say x"), "x");
      const waits = puppet.start("nothing");
      const spinning = await beginSpinning(puppet);
      const polled = puppet.grp.poll(puppet.session, waits, 1000);
      const { grp, session: handle, folder } = puppet;
      assert.is(exports.grp_close(handle, 0), NUMBERS.closing);
      assert.is(exports.grp_close(handle, -5), NUMBERS.closing);
      assert.is(grp.open(join(folder, "gama-rrpay.json")), NUMBERS.closing);
      assert.is(grp.open(join(folder, "other.json")), NUMBERS.closing);
      assert.is(grp.start(handle, "status", new Uint8Array(0)), NUMBERS.closing);
      assert.is(exports.grp_poll(handle, spinning, 1000), NUMBERS.closing);
      assert.is(exports.grp_poll(handle, 0, 0), NUMBERS.closing);
      assert.is(grp.progress(handle, spinning), NUMBERS.closing);
      assert.is(grp.result(handle, 0), NUMBERS.closing);
      assert.is(grp.cancel(handle, spinning), NUMBERS.closing);
      assert.is(grp.release(handle, spinning), NUMBERS.closing);
      assert.is(await polled, NUMBERS.closing, "a poll that waited is woken");
      let state: number = NUMBERS.closing;
      while (state === NUMBERS.closing) state = await grp.close(handle, 1000);
      assert.is(state, 0);
      assert.is(await grp.close(handle, 0), NUMBERS["bad-session"]);
      assert.is(grp.start(handle, "status", new Uint8Array(0)), NUMBERS["bad-session"]);
    }),
  );

  session("takes no text of the caller for a path that is longer than any", () => {
    assert.is(exports.grp_open(cString("x".repeat(32_768))), NUMBERS["bad-argument"]);
  });
}

session.run();
