// The host's loop: one event, one step, its effects in order.

import * as assert from "uvu/assert";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { FIRST_SEGMENT, onEveryEngine, withHost, withPeer } from "../../spec/runtime/host.ts";
import type { Move, Seen } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

const ignore = (): void => undefined;

onEveryEngine((engine) => {
  const test = suite(`the loop on ${engine}`);

  test("boot is call 0, and its reply is the boot report", () =>
    withHost({ engine, puppet: { boot: [["reply", "hello", 0]] } }, async (host) => {
      assert.is(host.result(0), "hello");
    }));

  test("a boot without a report ends all the same", () =>
    withHost({ engine }, async (host) => {
      assert.is(host.result(0), "");
    }));

  test("a boot that looks something up ends with the reply that it gives afterwards", () =>
    withHost(
      {
        engine,
        puppet: {
          first: [
            ["rotate", 1, 20260101, "{}"],
            ["find", 1, "{}"],
          ],
          found: [["reply", "looked up", 0]],
        },
      },
      async (host) => {
        assert.is(host.result(0), "looked up");
      },
    ));

  test("without a report it ends once nothing is looked up any more", () =>
    withHost({ engine, puppet: { boot: [["find", 1, "nowhere"]] } }, async (host) => {
      assert.is(host.result(0), "");
      assert.equal(
        (await host.seen()).map(({ kind }) => kind),
        ["boot", "found", "hook"],
      );
    }));

  test("an engine that is lost behind its boot's look-up is replaced, and call 0 tells how that ends", () =>
    withHost({ engine, puppet: { boot: [["find", 1, "nowhere"]], found: [["throw"]] } }, async (host) => {
      assert.is(await host.end(0), NUMBERS.faulted);
      assert.is(host.file("log").match(/engine lost/g)?.length, 3);
    }));

  // The shim would begin before all of them are ready.
  if (engine !== "native")
    test("of what is ready a cancel goes first, then hooks, then due timers, then the network", () =>
      withPeer(ignore, (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          // A second connection at a time is closed at once, so a network event is ready as soon as the step ends.
          const first = host.start({
            do: [
              ["connect", 1],
              ["connect", 2],
              ["timer", 5, 0],
            ],
          });
          await new Promise(setImmediate);
          const second = host.start({ closed: [["report"]] });
          host.grp.cancel(host.session, first);
          await host.end(second);
          const kinds = (JSON.parse(host.result(second)) as Seen[]).map(({ kind }) => kind);
          assert.equal(
            kinds.filter((kind) => kind !== "connected"),
            ["boot", "hook", "cancel", "hook", "timer", "closed"],
          );
        }),
      ));

  test("hooks are delivered in the order of their start", () =>
    withHost({ engine }, async (host) => {
      const calls = [1, 2, 3].map((index) => host.start({ do: [["reply", `${index}`]] }, "init"));
      for (const call of calls) await host.end(call);
      const hooks = (await host.seen()).filter(({ kind }) => kind === "hook").map(({ call }) => call);
      assert.equal(hooks.slice(0, 3), calls);
    }));

  test("a cancel never reaches the bundle before its hook", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({ cancel: [["reply", "cancelled"]] });
      assert.is(host.grp.cancel(host.session, call), 0);
      assert.is(await host.end(call), 1);
      assert.is(host.result(call), "cancelled");
    }));

  test("however often it is asked for, a cancel is delivered once", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({ do: [] });
      await host.settle();
      for (let times = 0; times < 3; times++) host.grp.cancel(host.session, call);
      await host.settle();
      host.grp.cancel(host.session, call);
      await host.settle();
      assert.is((await host.seen()).filter(({ kind }) => kind === "cancel").length, 1);
    }));

  test("every event has the clocks and fresh random bytes", () =>
    withHost({ engine }, async (host) => {
      const before = Date.now();
      const seen = await host.seen();
      const [boot, hook] = seen as [Seen, Seen];
      assert.ok(hook.wallMs >= before - 1 && hook.wallMs <= Date.now());
      assert.ok(Number.isSafeInteger(hook.monoMs) && hook.monoMs >= boot.monoMs);
      assert.is(hook.utcOffsetMin, -new Date(hook.wallMs).getTimezoneOffset());
      assert.match(hook.random, /^[0-9a-f]{32}$/);
      assert.is.not(hook.random, boot.random);
    }));

  test("the record is on the disk before the first byte leaves", () =>
    withPeer(ignore, (peer) =>
      withHost({ engine, port: peer.port, puppet: FIRST_SEGMENT }, async (host) => {
        let journal = "";
        peer
          .until(() => peer.received.length > 0)
          .then(() => {
            journal = host.file("journal");
          });
        const call = host.start({
          do: [["connect", 1]],
          connected: [
            ["append", '{"type":"sent"}'],
            ["send", 1, "POST", 0, ""],
            ["reply", ""],
          ],
        });
        await host.end(call);
        await peer.until(() => peer.text() === "POST");
        assert.match(journal, /^[0-9a-f]{8} \{\}\n[0-9a-f]{8} \{"type":"sent"\}\n$/);
      }),
    ));

  test("what a slow disk takes is not taken from a timer that is set behind its writes", () =>
    withHost({ engine, puppet: FIRST_SEGMENT }, async (host) => {
      // so many writes take longer than the millisecond that the timers are apart
      const writes = Array.from({ length: 61 }, (): Move => ["append", `"${"x".repeat(4000)}"`]);
      const answer = await host.run({
        do: [["timer", 1, 1], ...writes, ["timer", 2, 0]],
        timer: [["report", 2]],
      });
      const rung = (JSON.parse(answer) as Seen[]).filter(({ kind }) => kind === "timer");
      assert.equal(
        rung.map(({ id }) => id),
        [1, 2],
      );
    }));

  test("timers ring when they are due, in the order of their moments; a cleared one never", () =>
    withHost({ engine }, async (host) => {
      const answer = await host.run({
        do: [
          ["timer", 1, 60],
          ["timer", 2, 20],
          ["timer", 3, 30],
          ["timer", 4, 40],
          ["timer", 3, -1],
          ["timer", 4, 1],
        ],
        timer: [["report", 3]],
      });
      const rung = (JSON.parse(answer) as Seen[]).filter(({ kind }) => kind === "timer");
      assert.equal(
        rung.map(({ id }) => id),
        [4, 2, 1],
      );
    }));

  test("progress is readable before and after the end", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({
        do: [
          ["progress", "laukiama"],
          ["reply", "x"],
          ["progress", "too late"],
        ],
      });
      await host.end(call);
      assert.is(Buffer.from(host.grp.progress(host.session, call) as Uint8Array).toString(), "laukiama");
    }));

  test("a reply, progress or log for nobody fails nothing", () =>
    withHost({ engine }, async (host) => {
      const answer = await host.run({
        do: [
          ["reply", "?", 99],
          ["progress", "?", 99],
          ["log", 9, "odd"],
          ["remove", 9],
          ["reply", "fine"],
        ],
      });
      assert.is(answer, "fine");
      assert.not.match(host.file("log"), "engine lost");
    }));

  test("the log names each hook and how it ended, none of its data", () =>
    withHost({ engine, config: { log: { level: "debug" } } }, async (host) => {
      const fine = host.start(
        {
          do: [
            ["log", 3, "from the bundle \x07\xff"],
            ["reply", "private"],
          ],
        },
        "init",
      );
      await host.end(fine);
      const lost = host.start({ do: [["throw"]] }, "close");
      await host.end(lost);
      const log = host.file("log");
      assert.match(log, /info {2}from the bundle \?\?\n/);
      assert.match(log, `call ${fine} init ended: 1\n`);
      assert.match(log, `call ${lost} close ended: -40\n`);
      assert.not.match(log, "private");
    }));

  test("the trace holds the raw events and batches", () =>
    withHost({ engine }, async (host) => {
      await host.run({ do: [["reply", "traced"]] });
      assert.match(host.file("trace"), "traced");
    }));

  test("without trace.enabled there is no trace", () =>
    withHost({ engine, config: { trace: { enabled: false } } }, async (host) => {
      assert.throws(() => host.file("trace"), /ENOENT/);
    }));

  test.run();
});
