// The rules of docs/contracts.md A4 and A5 for sessions and calls, to the letter, on this runtime.
import { resolve } from "node:path";
import * as assert from "uvu/assert";
import { createGrp } from "../../../runtime/node/exports.ts";
import { CODES } from "../../../schemas/generated/codes.ts";
import {
  closeFully,
  FIRST_SEGMENT,
  makeGrp,
  onEveryEngine,
  withFolder,
  withHost,
  withHostIn,
  writeTill,
} from "../../spec/runtime/host.ts";
import { suite } from "../../support/suite.ts";

const [BAD_ARGUMENT, BAD_SESSION, BAD_CALL, UNKNOWN_HOOK, CALL_PENDING, ALREADY_OPEN, CLOSING] = [
  -1, -2, -3, -4, -5, -6, -7,
];
const [PAYLOAD_TOO_LARGE, TOO_MANY_CALLS] = [-11, -12];
const NOTHING = new Uint8Array(0);
const bytes = (value: Uint8Array | number): string =>
  typeof value === "number" ? `error ${value}` : Buffer.from(value).toString("latin1");

onEveryEngine((engine) => {
  const test = suite(`calls on ${engine}`);

  test("the same path is the same session, another path is already-open", () =>
    withHost({ engine }, async ({ grp, session, folder }) => {
      assert.is(grp.open(resolve(folder, "gama-rrpay.json")), session);
      assert.is(grp.open(resolve(folder, "other.json")), ALREADY_OPEN);
    }));

  test("a session that is not this one is a bad session everywhere", () =>
    withHost({ engine }, async ({ grp, session }) => {
      const foreign = session + 1;
      assert.is(grp.start(foreign, "init", NOTHING), BAD_SESSION);
      assert.is(await grp.poll(foreign, 0, 0), BAD_SESSION);
      assert.is(grp.progress(foreign, 0), BAD_SESSION);
      assert.is(grp.result(foreign, 0), BAD_SESSION);
      assert.is(grp.cancel(foreign, 0), BAD_SESSION);
      assert.is(grp.release(foreign, 0), BAD_SESSION);
      assert.is(await grp.close(foreign, 0), BAD_SESSION);
    }));

  test("hook names are exact, and none is inherited", () =>
    withHost({ engine }, async ({ grp, session }) => {
      for (const name of ["Init", "init ", "", "toString", "__proto__"])
        assert.is(grp.start(session, name, NOTHING), UNKNOWN_HOOK);
    }));

  test("a payload may have 256 KiB and not a byte more", () =>
    withHost({ engine }, async ({ grp, session }) => {
      assert.is(grp.start(session, "init", new Uint8Array(256 * 1024 + 1)), PAYLOAD_TOO_LARGE);
      assert.ok(grp.start(session, "init", Buffer.alloc(256 * 1024, 0x20)) > 0);
    }));

  test("the payload is copied when the call starts", () =>
    withHost({ engine }, async (host) => {
      const payload = Buffer.from('{"do":[["reply","as it was"]]}');
      const call = host.grp.start(host.session, "init", payload);
      payload.fill(0);
      await host.end(call);
      assert.is(host.result(call), "as it was");
    }));

  test("a call that nobody made is a bad call", () =>
    withHost({ engine }, async ({ grp, session }) => {
      for (const call of [1, -1, 0x7fffffff]) {
        assert.is(await grp.poll(session, call, 0), BAD_CALL);
        assert.is(grp.progress(session, call), BAD_CALL);
        assert.is(grp.result(session, call), BAD_CALL);
        assert.is(grp.cancel(session, call), BAD_CALL);
        assert.is(grp.release(session, call), BAD_CALL);
      }
    }));

  test("an unfinished call is pending: no result, no release, no progress yet", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({ do: [] });
      assert.is(await host.grp.poll(host.session, call, 0), 0);
      assert.is(host.grp.result(host.session, call), CALL_PENDING);
      assert.is(host.grp.release(host.session, call), CALL_PENDING);
      assert.is(bytes(host.grp.progress(host.session, call)), "");
    }));

  test("a result may be asked for again until the call is released", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({ do: [["reply", "result"]] });
      await host.end(call);
      assert.is(host.result(call), "result");
      (host.grp.result(host.session, call) as Uint8Array).fill(0);
      assert.is(host.result(call), "result");
      assert.is(host.grp.release(host.session, call), 0);
      assert.is(host.grp.result(host.session, call), BAD_CALL);
    }));

  test("cancelling a finished call changes nothing", () =>
    withHost({ engine }, async (host) => {
      const call = host.start({ do: [["reply", ""]] });
      await host.end(call);
      assert.is(host.grp.cancel(host.session, call), 0);
    }));

  test("call 0 stays: it may be asked for, not released", () =>
    withHost({ engine }, async (host) => {
      assert.is(host.grp.release(host.session, 0), BAD_CALL);
      assert.is(host.grp.cancel(host.session, 0), 0);
      assert.is(await host.grp.poll(host.session, 0, 0), 1);
    }));

  test("sixteen unfinished calls are held, a seventeenth is too many", () =>
    withHost({ engine }, async (host) => {
      const calls = Array.from({ length: 16 }, () => host.start({ do: [] }));
      assert.ok(calls.every((call) => call > 0));
      assert.is(host.start({ do: [] }), TOO_MANY_CALLS);
    }));

  test("finished calls are dropped oldest first, and what is dropped is a bad call", () =>
    withHost({ engine }, async (host) => {
      const open = host.start({ do: [] });
      const done = Array.from({ length: 15 }, () => host.start({ do: [["reply", ""]] }));
      for (const call of done) await host.end(call);
      const [oldest, next] = done as [number, number];
      assert.ok(host.start({ do: [] }) > 0);
      assert.is(host.grp.result(host.session, oldest), BAD_CALL);
      assert.is(bytes(host.grp.result(host.session, next)), "");
      assert.is(await host.grp.poll(host.session, open, 0), 0);
    }));

  test("handles are never used again, nor by the session after", () =>
    withFolder(async (folder) => {
      const grp = makeGrp(engine);
      const path = writeTill(folder, {});
      const used = new Set<number>();
      for (const count of [40, 2]) {
        const session = grp.open(path);
        for (let index = 0; index < count; index++) {
          const call = grp.start(session, "status", Buffer.from('{"do":[["reply",""]]}'));
          while ((await grp.poll(session, call, 1000)) === 0);
          grp.release(session, call);
          used.add(call);
        }
        await closeFully(grp, session);
      }
      assert.is(used.size, 42);
    }));

  // On native these race with threads of their own: see test/native/session.test.ts.
  if (engine !== "native") {
    test("a poll that waits is woken by the end of its call", () =>
      withHost({ engine }, async (host) => {
        const call = host.start({ do: [] });
        await host.settle();
        // The clamp at one second is the only other way out: being first proves that the end woke it.
        const woken = host.grp.poll(host.session, call, 60_000);
        const ender = host.run({
          do: [
            ["reply", "ended", call],
            ["reply", ""],
          ],
        });
        assert.is(await Promise.race([woken, ender.then(() => "the other call was first")]), 1);
      }));

    test("close wakes the polls, and everything but close is refused until it has given its 0", () =>
      withHost({ engine }, async (host) => {
        const { grp, session, folder } = host;
        const call = host.start({ do: [] });
        await host.settle();
        const waiting = grp.poll(session, call, 1000);
        const closing = grp.close(session, 1000);
        assert.is(grp.open(resolve(folder, "gama-rrpay.json")), CLOSING);
        assert.is(grp.start(session, "init", NOTHING), CLOSING);
        assert.is(grp.result(session, call), CLOSING);
        assert.is(grp.cancel(session, call), CLOSING);
        assert.is(grp.release(session, call), CLOSING);
        assert.is(await grp.poll(session, call, 0), CLOSING);
        assert.is(await waiting, CLOSING);
        assert.is(await closing, 0);
        assert.is(await grp.close(session, 0), BAD_SESSION);
        assert.is(grp.start(session, "init", NOTHING), BAD_SESSION);
      }));
  }

  test("a close during the boot says closing until the boot has given up", () =>
    withFolder(async (folder) => {
      const grp = makeGrp(engine);
      const session = grp.open(writeTill(folder, {}));
      const answers = [await grp.close(session, 0)];
      while (answers.at(-1) === CLOSING) answers.push(await grp.close(session, 50));
      assert.is(answers.at(-1), 0);
      assert.is(await grp.close(session, 0), BAD_SESSION);
    }));

  test("of two that close, one gets the 0", () =>
    withHost({ engine }, async ({ grp, session }) => {
      const answers = await Promise.all([closeFully(grp, session), closeFully(grp, session)]);
      assert.equal(answers.sort(), [BAD_SESSION, 0].sort());
    }));

  test("after close the lock is free, and the next session has another handle", () =>
    withFolder(async (folder) => {
      const grp = makeGrp(engine);
      const path = writeTill(folder, { config: { dataDir: "data" } });
      const first = grp.open(path);
      while ((await grp.poll(first, 0, 1000)) === 0);
      assert.is(await closeFully(grp, first), 0);
      const second = grp.open(path);
      assert.ok(second > first);
      while ((await grp.poll(second, 0, 1000)) === 0);
      assert.is(await grp.poll(second, 0, 0), 1);
      assert.is(await closeFully(grp, second), 0);
    }));

  test("the journal keeps what an open payment has written when the session is closed", () =>
    withFolder(async (folder) => {
      await withHostIn(folder, { engine, puppet: FIRST_SEGMENT }, async (host) => {
        host.start({ do: [["append", '{"open":1}']] });
        await host.settle();
      });
      await withHostIn(folder, { engine }, async (host) => {
        assert.is((await host.seen())[0]?.lines, '{}\n{"open":1}');
      });
    }));

  test.run();
});

onEveryEngine((engine) => {
  const plain = suite(`exports without a session on ${engine}`);
  const grp = makeGrp(engine);

  plain("echo returns a copy, and an argument error above 256 KiB", () => {
    const input = Uint8Array.of(0, 1, 255);
    const copy = grp.echo(input) as Uint8Array;
    assert.equal([...copy], [0, 1, 255]);
    assert.is.not(copy, input);
    assert.is((grp.echo(new Uint8Array(256 * 1024)) as Uint8Array).length, 256 * 1024);
    assert.is(grp.echo(new Uint8Array(256 * 1024 + 1)), BAD_ARGUMENT);
  });

  plain("what is wrong with a call itself is said before what is wrong with its session", () => {
    assert.is(grp.start(0, "INIT", NOTHING), UNKNOWN_HOOK);
    assert.is(grp.start(0, "init", new Uint8Array(256 * 1024 + 1)), PAYLOAD_TOO_LARGE);
    assert.is(grp.start(0, "init", NOTHING), BAD_SESSION);
  });

  plain("the ABI is version 1, and the version line names product, ABI, engine and commit", () => {
    assert.is(grp.abiVersion(), 1);
    assert.match(grp.version(), /^gama-rrpay \d+\.\d+\.\d+, ABI 1, [^,]+, commit \S+$/);
  });

  plain("every code's sentence comes in windows-1257, in English and in UTF-8, an unknown language in English", () => {
    for (const { number, lt, en } of Object.values(CODES)) {
      if (number === null) continue;
      assert.is(new TextDecoder("windows-1257").decode(grp.errorText(number, 0)), lt);
      assert.is(Buffer.from(grp.errorText(number, 2)).toString(), lt);
      for (const lang of [1, 77, -1]) assert.is(Buffer.from(grp.errorText(number, lang)).toString(), en);
    }
  });

  plain("an unknown number has a sentence with the number in it, 0 and what is no error too", () => {
    for (const number of [-12345, 0, 1, 0x7fffffff, -0x80000000])
      for (const lang of [0, 1, 2])
        assert.match(Buffer.from(grp.errorText(number, lang)).toString("latin1"), `${number}`);
  });

  plain.run();
});

const plain = suite("exports of runtime/node");

plain("a path with a NUL in it is a bad argument", () => {
  assert.is(createGrp({ engine: "direct" }).open("a\0b"), BAD_ARGUMENT);
});

plain("a live bundle needs the direct engine", () => {
  const bundle = { abi: 2, version: "live", step: (event: ArrayBuffer) => event };
  assert.throws(() => createGrp({ engine: "quickjs", bundle }), /direct engine/);
});

plain.run();
