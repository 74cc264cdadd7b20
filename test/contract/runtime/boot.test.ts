// Boot is call 0: config, lock, bundle and journal are read there, and what refuses them is one code for every call.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { EngineName } from "../../../runtime/node/api.ts";
import { createGrp } from "../../../runtime/node/exports.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import {
  closeFully,
  lines,
  makeGrp,
  onEveryEngine,
  withFolder,
  withHost,
  withHostIn,
  writeSegment,
  writeTill,
} from "../../spec/runtime/host.ts";
import { PUPPET, seal } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

/** What call 0 of a config ends with, and what its progress says. */
async function bootOf(engine: EngineName, config: string): Promise<{ state: number; detail: string }> {
  const grp = makeGrp(engine);
  const session = grp.open(config);
  let state = 0;
  while (state === 0) state = await grp.poll(session, 0, 1000);
  const result = grp.result(session, 0);
  assert.is(typeof result === "number" ? result : 1, state, "poll and result say the same");
  const detail = Buffer.from(grp.progress(session, 0) as Uint8Array).toString();
  assert.is(await closeFully(grp, session), 0);
  return { state, detail };
}

onEveryEngine((engine) => {
  const test = suite(`boot on ${engine}`);

  test("a config that is not there is config-missing", () =>
    withFolder(async (folder) => {
      assert.is((await bootOf(engine, join(folder, "none.json"))).state, NUMBERS["config-missing"]);
    }));

  test("a config that is a folder is config-missing", () =>
    withFolder(async (folder) => {
      assert.is((await bootOf(engine, folder)).state, NUMBERS["config-missing"]);
    }));

  for (const [what, json, isGiven] of [
    ["lines in ASCII come with the boot event as a text too", '{"a":1}', true],
    ["lines with a NUL come as bytes alone", '{"a":"\0"}', false],
  ] as const)
    test(what, () =>
      withFolder(async (folder) => {
        writeSegment(folder, "00000001-20260101.jsonl", lines("{}", json));
        await withHostIn(folder, { engine }, async (host) => {
          const [boot, hook] = await host.seen();
          assert.is(boot?.lines, `{}\n${json}`);
          assert.is(boot?.given, isGiven ? boot?.lines : undefined);
          assert.not.ok("given" in (hook ?? {}));
        });
      }),
    );

  test("a config above 64 KiB is config-too-large", () =>
    withFolder(async (folder) => {
      const config = writeTill(folder, {});
      const text = readFileSync(config, "utf8");
      writeFileSync(config, text.padEnd(64 * 1024));
      assert.is((await bootOf(engine, config)).state, 1);
      writeFileSync(config, text.padEnd(64 * 1024 + 1));
      assert.is((await bootOf(engine, config)).state, NUMBERS["config-too-large"]);
    }));

  test("a wrong config is config-invalid, and the progress of call 0 names the field", () =>
    withFolder(async (folder) => {
      const config = writeTill(folder, { config: { rrpay: { port: 0 } } });
      const { state, detail = "" } = await bootOf(engine, config);
      assert.is(state, NUMBERS["config-invalid"]);
      assert.match(detail, /^rrpay\.port: must be a whole number from 1 to 65535 \(line 1, column \d+\)$/);
    }));

  test("every call of a session whose boot fails ends with its code, and another open needs a close first", () =>
    withFolder(async (folder) => {
      const grp = makeGrp(engine);
      const path = join(folder, "none.json");
      const session = grp.open(path);
      const before = grp.start(session, "init", new Uint8Array(0));
      while ((await grp.poll(session, 0, 1000)) === 0);
      const after = grp.start(session, "init", new Uint8Array(0));
      for (const call of [before, after]) {
        assert.is(await grp.poll(session, call, 0), NUMBERS["config-missing"]);
        assert.is(grp.result(session, call), NUMBERS["config-missing"]);
      }
      assert.is(grp.open(path), session);
      assert.is(grp.open(writeTill(folder, {})), NUMBERS["already-open"]);
      assert.is(await closeFully(grp, session), 0);
    }));

  test("without its file the bundle is missing", () =>
    withFolder(async (folder) => {
      const config = writeTill(folder, { config: { bundle: { file: "none.js" } } });
      assert.is((await bootOf(engine, config)).state, NUMBERS["bundle-missing"]);
    }));

  for (const [name, bundle] of [
    ["empty", ""],
    ["without a seal", "globalThis.grp = 1;\n"],
    ["truncated", PUPPET.slice(0, -1)],
    ["changed by a byte", PUPPET.replace("puppet", "Puppet")],
    ["with something after the seal", `${PUPPET}\n`],
    ["with an upper-case seal", PUPPET.replace(/[0-9a-f]{64}\n$/, (hash) => hash.toUpperCase())],
  ] as const) {
    test(`a bundle ${name} is bundle-damaged`, () =>
      withFolder(async (folder) => {
        assert.is((await bootOf(engine, writeTill(folder, { bundle }))).state, NUMBERS["bundle-damaged"]);
      }));
  }

  test("a bundle that is not the one the config names is bundle-mismatch", () =>
    withFolder(async (folder) => {
      const other = createHash("sha256").update("another").digest("hex");
      const config = writeTill(folder, { config: { bundle: { sha256: other } } });
      assert.is((await bootOf(engine, config)).state, NUMBERS["bundle-mismatch"]);
    }));

  test("the one that the config names is taken", () =>
    withFolder(async (folder) => {
      const sha256 = /sha256=([0-9a-f]{64})\n$/.exec(PUPPET)?.[1]?.toUpperCase();
      assert.is((await bootOf(engine, writeTill(folder, { config: { bundle: { sha256 } } }))).state, 1);
    }));

  for (const [name, body] of [
    ["another ABI", "globalThis.grp = { abi: 1, version: '', step: function () {} };\n"],
    ["no step", "globalThis.grp = { abi: 2, version: '' };\n"],
    ["no handshake at all", "var nothing;\n"],
  ] as const) {
    test(`a bundle with ${name} is bundle-abi`, () =>
      withFolder(async (folder) => {
        assert.is((await bootOf(engine, writeTill(folder, { bundle: seal(body) }))).state, NUMBERS["bundle-abi"]);
      }));
  }

  const speaking = (dialect: string) =>
    seal(
      `globalThis.grp = { abi: 2, version: "", dialect: ${dialect}, step: function () { return new ArrayBuffer(5); } };\n`,
    );

  for (const [name, asked, dialect, heard] of [
    ["another dialect than the config's", "rrpay", '"lines"', "lines"],
    ["our own dialect where the config asks for another", "lines", '"rrpay"', "rrpay"],
    ["no dialect where the config asks for another", "lines", "undefined", "rrpay"],
    ["a dialect that is no text", "rrpay", "{}", ""],
    ["a dialect of a megabyte", "rrpay", '"r".repeat(1 << 20)', undefined],
    ["a dialect that is no ASCII", "rrpay", '"rrp\u0105y\u00e9"', undefined],
  ] as const) {
    test(`a bundle of ${name} is bundle-dialect, and the progress of call 0 names both`, () =>
      withFolder(async (folder) => {
        const config = { rrpay: { port: 8917, dialect: asked } };
        const { state, detail } = await bootOf(engine, writeTill(folder, { bundle: speaking(dialect), config }));
        assert.is(state, NUMBERS["bundle-dialect"]);
        if (heard !== undefined) assert.is(detail, `rrpay.dialect: ${asked}, the bundle speaks ${heard}`);
        else assert.match(detail ?? "", /^rrpay\.dialect: rrpay, the bundle speaks [ -~]{0,32}$/);
      }));
  }

  for (const [asked, dialect] of [
    ["lines", '"lines"'],
    ["rrpay", "undefined"],
  ] as const)
    test(`a config that asks for ${asked} takes a bundle that says ${dialect}`, () =>
      withFolder(async (folder) => {
        const config = { rrpay: { port: 8917, dialect: asked } };
        const { state } = await bootOf(engine, writeTill(folder, { bundle: speaking(dialect), config }));
        assert.is.not(state, NUMBERS["bundle-dialect"]);
      }));

  test("a bundle that does not parse faults the session", () =>
    withFolder(async (folder) => {
      assert.is((await bootOf(engine, writeTill(folder, { bundle: seal("}{\n") }))).state, NUMBERS.faulted);
    }));

  test("a data folder is made where there is none, {till} replaced, relative to the config", () =>
    withFolder(async (folder) => {
      await withHostIn(folder, { engine, config: { till: "Kasa Nr. 7", dataDir: "a/b/{till}" } }, async () => {
        assert.ok(readdirSync(join(folder, "a", "b", "Kasa Nr. 7")).includes("till.lock"));
      });
    }));

  test("a data folder that is a file is data-dir-unusable", () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "data"), "");
      for (const dataDir of ["data", "data/deeper"]) {
        assert.is(
          (await bootOf(engine, writeTill(folder, { config: { dataDir } }))).state,
          NUMBERS["data-dir-unusable"],
        );
      }
    }));

  test("a second session on the same data folder is in-use", () =>
    withFolder((folder) =>
      withHostIn(folder, { engine }, async () => {
        assert.is((await bootOf("direct", join(folder, "gama-rrpay.json"))).state, NUMBERS["in-use"]);
      }),
    ));

  test("the bundle sees the whole config, keys of its own included", () =>
    withHost({ engine, config: { mine: { deep: ["ą"] } } }, async (host) => {
      const [boot] = await host.seen();
      assert.equal(JSON.parse(boot?.config ?? "").mine, { deep: ["ą"] });
      assert.match(boot?.config ?? "", /\\u0105/);
    }));

  test("the bundle that is held since open goes on after the file has changed", () =>
    withHost({ engine }, async (host) => {
      writeFileSync(join(host.folder, "rrpay.plugin.js"), "gone");
      assert.is(await host.run({ do: [["throw"]] }), "error -40");
      assert.is(await host.run({ do: [["reply", "still here"]] }), "still here");
    }));

  test("days of the log beyond keepDays go by the dates that are present", () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, "data", "log"), { recursive: true });
      for (const day of ["19990101", "19990102", "19990102-2", "20000101"])
        writeFileSync(join(folder, "data", "log", `${day}.log`), "x");
      await withHostIn(folder, { engine, config: { log: { keepDays: 3 } } }, async (host) => {
        const today = readdirSync(host.data("log")).filter((name) => name > "2001");
        assert.is(today.length, 1);
        assert.equal(
          readdirSync(host.data("log"))
            .filter((name) => name < "2001")
            .sort(),
          ["19990102-2.log", "19990102.log", "20000101.log"],
        );
      });
    }));

  test("log.level is the least important level that is written", () =>
    withHost({ engine, config: { log: { level: "warn" } } }, async (host) => {
      await host.run({
        do: [
          ["log", 1, "an error"],
          ["log", 2, "a warning"],
          ["log", 3, "a remark"],
          ["reply", ""],
        ],
      });
      const log = host.file("log");
      assert.match(log, "an error");
      assert.match(log, "a warning");
      assert.not.match(log, "a remark");
    }));

  test("the trace ring stays within trace.maxMb", () =>
    withHost({ engine, config: { trace: { enabled: true, maxMb: 1 } } }, async (host) => {
      const text = "x".repeat(100_000);
      for (let index = 0; index < 16; index++) await host.run({ do: [["reply", text]] });
      assert.ok(host.file("trace").length <= 1024 * 1024);
      assert.match(host.file("trace"), text);
    }));

  test.run();
});

const live = suite("a live bundle");

live("is stepped in this very process, without a bundle file", () =>
  withFolder(async (folder) => {
    const seen: number[] = [];
    const step = (event: ArrayBuffer): ArrayBuffer => {
      seen.push(new DataView(event).getUint8(0));
      return Uint8Array.of(2, 0, 0, 0, 0).buffer;
    };
    const config = writeTill(folder, { config: { bundle: { file: "none.js" } } });
    const grp = createGrp({ engine: "direct", bundle: { abi: 2, version: "live", step } });
    const session = grp.open(config);
    while ((await grp.poll(session, 0, 1000)) === 0);
    assert.is(await grp.poll(session, 0, 0), 1);
    assert.is(await closeFully(grp, session), 0);
    assert.equal(seen, [1]);
  }),
);

live.run();
