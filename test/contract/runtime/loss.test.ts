// Engine loss: half-written state must not live. A new engine is made from the journal, or the session is given up.

import * as assert from "uvu/assert";
import { BOOT_FLAG, LOSS } from "../../../schemas/generated/boundary.ts";
import { FIRST_SEGMENT, onEveryEngine, withFolder, withHost, withHostIn, withPeer } from "../../spec/runtime/host.ts";
import { type Move, type Plan, seal } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

const ENGINE_FAILED = "error -40";
const FAULTED = "error -41";

/** What costs any engine, with the reason that the next boot is told. */
const COSTS: readonly (readonly [string, Plan, number])[] = [
  ["an exception", { do: [["throw"]] }, LOSS.exception],
  ["a result that is no ArrayBuffer", { do: [["number"]] }, LOSS.result],
  ["a batch that does not decode", { do: [["raw", "ff"]] }, LOSS.effects],
  ["an append where there is no segment", { do: [["append", "{}"]] }, LOSS.store],
  ["an append that is not one line", { do: [["append", "{\n}"]] }, LOSS.effects],
  ["a 17th timer", { do: Array.from({ length: 17 }, (_, id): Move => ["timer", id, 9999]) }, LOSS.effects],
];

onEveryEngine((engine) => {
  const test = suite(`engine loss on ${engine}`);

  for (const [name, plan, reason] of COSTS) {
    test(`${name} costs the engine, and the next one is told why`, () =>
      withHost({ engine }, async (host) => {
        const breaking = host.start(plan);
        assert.is(await host.end(breaking), reason === LOSS.store ? -33 : -40);
        const [boot, hook] = await host.seen();
        assert.is(boot?.lossReason, reason);
        assert.ok((boot?.flags ?? 0) & BOOT_FLAG.afterLoss);
        assert.is(hook?.call, breaking + 1, "the event that cost the engine is not delivered again");
      }));
  }

  test("the new engine starts from the journal as it is on the disk", () =>
    withHost({ engine, puppet: FIRST_SEGMENT }, async (host) => {
      await host.run({
        do: [
          ["append", '{"n":1}'],
          ["append", '{"n":2}'],
          ["reply", ""],
        ],
      });
      await host.run({ do: [["append", '{"n":3}'], ["throw"]] });
      await host.run({
        do: [
          ["append", '{"n":4}'],
          ["timer", 1, 0],
        ],
        timer: [["throw"]],
      });
      const [boot] = await host.seen();
      assert.is(boot?.segment, 1);
      assert.is(boot?.lines, '{}\n{"n":1}\n{"n":2}\n{"n":4}');
    }));

  test("a batch with one bad effect is not carried out at all", () =>
    withHost({ engine, puppet: FIRST_SEGMENT }, async (host) => {
      // append "{}" and then an effect of no known tag
      await host.run({ do: [["raw", "0202000000" + "0106000000020000007b7d" + "6300000000"]] });
      assert.is((await host.seen())[0]?.lines, "{}");
    }));

  test("effects before the one that fails stay done, those after it are not begun", () =>
    withHost({ engine, puppet: FIRST_SEGMENT }, async (host) => {
      await host.run({
        do: [
          ["append", '{"n":1}'],
          ["truncate", 7, 0],
          ["append", '{"n":2}'],
        ],
      });
      assert.is((await host.seen())[0]?.lines, '{}\n{"n":1}');
    }));

  test("a loss ends every unfinished call, those that wait to be delivered too", () =>
    withHost({ engine }, async (host) => {
      const running = host.start({ do: [] });
      await host.settle();
      // The shim's thread does not wait for this one: there the step lasts until its deadline.
      const breaking = host.start({ do: [[engine === "native" ? "loop" : "throw"]] });
      const waiting = host.start({ do: [["reply", "never"]] });
      assert.equal([await host.end(running), await host.end(breaking), await host.end(waiting)], [-40, -40, -40]);
    }));

  test("a call that had ended keeps its result through a loss", () =>
    withHost({ engine }, async (host) => {
      const done = host.start({ do: [["reply", "kept"]] });
      await host.end(done);
      await host.run({ do: [["throw"]] });
      assert.is(host.result(done), "kept");
    }));

  test("a loss closes the connection and drops timers and what the network still had to say", () =>
    withPeer(
      (socket) => socket.write("answer"),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          const lost = host.start({
            do: [["connect", 1]],
            connected: [
              ["timer", 1, 0],
              ["connect", 2],
              ["send", 1, "?", 0, ""],
              ["raw", ""],
            ],
          });
          assert.is(await host.end(lost), -40);
          await peer.until(() => peer.sockets.every((socket) => socket.destroyed));
          await host.settle();
          assert.equal(
            (await host.seen()).map(({ kind }) => kind),
            ["boot", "hook", "hook"],
          );
        }),
    ));

  test("three losses without a completed hook between them fault the session", () =>
    withHost({ engine }, async (host) => {
      assert.is(await host.run({ do: [["throw"]] }), ENGINE_FAILED);
      assert.is(await host.run({ do: [["throw"]] }), ENGINE_FAILED);
      assert.is(await host.run({ do: [["throw"]] }), FAULTED);
      assert.is(await host.run({ do: [["reply", "x"]] }), FAULTED);
    }));

  test("a write that is refused is not the engine's fault: however many were, the session goes on", () =>
    withHost({ engine }, async (host) => {
      // there is no segment to append to
      for (let round = 0; round < 4; round++) assert.is(await host.run({ do: [["append", "{}"]] }), "error -33");
      assert.is(await host.run({ do: [["reply", "fine"]] }), "fine");
    }));

  test("a boot that cannot write twice faults the session", () =>
    withHost({ engine, puppet: { boot: [["append", "{}"]] } }, async (host) => {
      assert.is(host.result(0), FAULTED);
      assert.is(host.file("log").match(/engine lost: store/g)?.length, 2);
    }));

  test("a completed hook in between starts the count anew", () =>
    withHost({ engine }, async (host) => {
      for (let round = 0; round < 4; round++) {
        assert.is(await host.run({ do: [["throw"]] }), ENGINE_FAILED);
        assert.is(await host.run({ do: [["throw"]] }), ENGINE_FAILED);
        assert.is(await host.run({ do: [["reply", "fine"]] }), "fine");
      }
    }));

  test("one loss inside boot faults the session, and call 0 says so", () =>
    withHost({ engine, puppet: { boot: [["throw"]] } }, async (host) => {
      assert.is(host.result(0), FAULTED);
      assert.is(await host.run({ do: [["reply", "x"]] }), FAULTED);
    }));

  test("hooks that were queued before a boot that fails end with its code", () =>
    withFolder(async (folder) => {
      await withHostIn(folder, { engine, bundle: seal("throw 1;\n") }, async (host) => {
        const call = host.start({ do: [] });
        assert.is(await host.end(call), -41);
        assert.is(host.grp.result(host.session, call), -41);
      });
    }));

  test("a faulted session lets go of the data folder, for the command line to work on it", () =>
    withFolder((folder) =>
      withHostIn(folder, { engine, puppet: { boot: [["throw"]] } }, async (host) => {
        assert.is(host.result(0), FAULTED);
        await withHostIn(folder, { engine: "direct" }, async (other) => assert.is(other.result(0), ""));
      }),
    ));

  test("what went wrong is told to a developer, where there is one, and not to the log", () =>
    withHost({ engine }, async (host) => {
      await host.run({ do: [["throw"]] });
      if (engine !== "native") assert.match(host.losses.join(), "as told");
      assert.not.match(host.file("log"), "as told");
      assert.match(host.file("log"), "engine lost: exception");
    }));

  test.run();
});

const contained = suite("what quickjs contains");

for (const [name, move, reason] of [
  ["an endless loop", "loop", LOSS.deadline],
  ["a hoard of memory", "hog", LOSS.memory],
  ["a job left in the queue", "job", LOSS.jobs],
] as const) {
  contained(`${name} costs the engine and nothing else`, () =>
    withHost({ engine: "quickjs", config: { limits: { stepMs: 100, memoryMb: 16 } } }, async (host) => {
      assert.is(await host.run({ do: [[move]] }), ENGINE_FAILED);
      assert.is((await host.seen())[0]?.lossReason, reason);
    }),
  );
}

contained("endless recursion is an exception or a trap, never the end of the process", () =>
  withHost({ engine: "quickjs" }, async (host) => {
    assert.is(await host.run({ do: [["recurse"]] }), ENGINE_FAILED);
    assert.ok([LOSS.exception, LOSS.trap].includes((await host.seen())[0]?.lossReason as 1 | 3));
  }),
);

contained("the total memory of an engine has the config's maximum", () =>
  withHost({ engine: "quickjs", config: { limits: { memoryMb: 24, stepMs: 5000 } } }, async (host) => {
    const before = process.memoryUsage().rss;
    assert.is(await host.run({ do: [["hog"]] }), ENGINE_FAILED);
    assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
  }),
);

contained("an event that does not fit the memory that is left costs the engine", () =>
  withHost({ engine: "quickjs", bundle: HOARDER, config: { limits: { memoryMb: 16 } } }, async (host) => {
    assert.is(host.result(0), "");
    assert.is(await host.end(host.grp.start(host.session, "init", new Uint8Array(256 * 1024))), -40);
    assert.match(host.losses.join(), /^memory/);
  }),
);

/** Fills its memory up to the last 64 KiB in the first step and keeps it. */
const HOARDER = seal(`var hoard = [];
globalThis.grp = { abi: 2, version: "hoarder", step: function () {
  try { for (;;) hoard.push(new Uint8Array(65536)); } catch (error) { hoard.pop(); }
  return Uint8Array.of(2, 0, 0, 0, 0).buffer;
} };
`);

contained.run();
