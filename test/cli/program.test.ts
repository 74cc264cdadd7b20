/** The command line is one program in every host: what it says and how it ends is the same in an engine as on Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  type Reply,
  type Request,
  type Start,
} from "../../runtime/cli/program/wire.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import { builtProgram, NOT_BUILT } from "../support/built.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const nativeProgram = builtProgram();
const test = suite("the command line's program");

interface Said {
  readonly out: string;
  readonly error: string;
  readonly code: number;
}

/** Runs the arguments on a host that keeps what is printed. */
async function runWith(args: string[], runner: (host: NodeHost, start: Start) => Promise<number>): Promise<Said> {
  const said = { out: "", error: "" };
  const host = new NodeHost({
    print: (stream, text) => {
      said[stream === STREAM.error ? "error" : "out"] += text;
    },
    ask: async () => undefined,
  });
  const code = await runner(host, { args, language: "en", isInteractive: 0, programFolder: dist });
  return { ...said, code };
}

/** gama-rrpay as a till has it. */
function asProgram(program: string, args: string[]): Said {
  const { stdout, stderr, status } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return { out: stdout, error: stderr, code: status ?? -1 };
}

const onNode = (args: string[]) => runWith(args, (host, start) => host.run(run(start)));
const inEngine = (args: string[]) => runWith(args, runInEngine);

if (nativeProgram === undefined) skip("the native program", NOT_BUILT);

for (const args of [
  ["--help"],
  ["frob"],
  ["verify"],
  ["verify", join(dist, "rrpay.plugin.js")],
  ["verify", join(dist, "nowhere.js")],
  ["verify", dist],
  ["doctor", "--config", join(dist, "nowhere.json"), "--json"],
  ["doctor", "--language", "de"],
  ["till"],
  ["adapt", join(dist, "nowhere.txt")],
  ["adapt", join(dist, "no-*.txt")],
  ["adapt", "--set", "line.pirce=KAINA", join(dist, "nowhere.txt")],
  ["journal", "resolve", "--config", join(dist, "nowhere.json"), "--key", "K", "--decision", "x", "--operator", "O"],
])
  test(`says the same in QuickJS, and as a native program, as on Node: ${args.map((arg) => arg.replace(dist, "dist")).join(" ")}`, async () => {
    const said = await onNode(args);
    assert.equal(await inEngine(args), said);
    if (nativeProgram !== undefined) assert.equal(asProgram(nativeProgram, args), said);
    assert.ok((said.out + said.error).length > 0);
  });

test("a config with a mistake is told by the same check in both", async () => {
  const folder = mkdtempSync(join(tmpdir(), "program-"));
  try {
    const config = join(folder, "gama-rrpay.json");
    writeFileSync(config, '{"till":"1","rrpay":{"port":0},"dataDir":"data"}');
    const said = await onNode(["doctor", "--config", config]);
    assert.equal(await inEngine(["doctor", "--config", config]), said);
    if (nativeProgram !== undefined) assert.equal(asProgram(nativeProgram, ["doctor", "--config", config]), said);
    assert.is(said.code, 2);
    assert.match(said.out, "rrpay.port");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a missing file is one readable line, and exit code 69", async () => {
  const { error, code } = await onNode(["verify", join(dist, "nowhere.js")]);
  assert.match(error, /nowhere\.js does not exist\.\n$/);
  assert.is(code, 69);
});

if (nativeProgram !== undefined)
  test("the native program reaches nothing outside what the command line names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "program-"));
    try {
      const file = join(folder, "rrpay.plugin.js");
      assert.match(asProgram(nativeProgram, ["verify", file]).error, /does not exist/);
      const outside = join(folder, "..", "elsewhere.js");
      assert.match(asProgram(nativeProgram, ["verify", `${folder}/a/../../b.js`]).error, /outside|exist/);
      assert.match(
        asProgram(nativeProgram, ["doctor", "--config", outside, "--language", "en"]).out,
        /fail {2}config-file/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

if (nativeProgram !== undefined && process.platform === "linux")
  test("the native program leaves no part of a file that a full disk did not take", () => {
    const folder = mkdtempSync(join(tmpdir(), "program-"));
    try {
      const trace = fileURLToPath(new URL("../replay/traces/native-morning.trace", import.meta.url));
      const told = ["trace", "explain", trace, "--out", join(folder, "story.txt")];
      // no file may grow, and the signal that would end the program for trying is left out
      const full = `trap "" XFSZ; ulimit -f 0; exec "$@"`;
      const { code, error } = asProgram("/bin/sh", ["-c", full, "sh", nativeProgram, ...told]);
      assert.is(code, 69, error);
      assert.match(error, "story.txt");
      assert.equal(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

test("requests and replies come back as they were sent", () => {
  const text = fc.string();
  const bytes = fc.uint8Array({ maxLength: 50 });
  const requests = fc.oneof(
    fc.record({ type: fc.constant("print" as const), stream: fc.nat(255), text }),
    fc.record({ type: fc.constant("read" as const), path: text, offset: fc.maxSafeNat(), length: fc.nat() }),
    fc.record({ type: fc.constant("write" as const), path: text, mode: fc.nat(255), bytes }),
  );
  fc.assert(
    fc.property(requests, (request) => {
      assert.equal(decodeRequest(encodeRequest(request as Request)), { ...request });
    }),
  );
  const entries = fc.array(fc.record({ kind: fc.nat(3), sizeBytes: fc.maxSafeNat(), name: text }));
  fc.assert(
    fc.property(entries, (list) => {
      const reply = { status: STATUS.ok, fields: { entries: list.map((entry) => ({ ...entry })) } } as const;
      assert.equal(decodeReply("list", encodeReply("list", reply as unknown as Reply)), reply);
    }),
  );
});

test("a reply of any length is written whole, wherever its numbers fall", () => {
  for (let length = 0; length < 300; length++) {
    const entries = [
      { kind: 1, sizeBytes: 7, name: "x".repeat(length) },
      { kind: 2, sizeBytes: 1.5, name: "y" },
    ];
    const reply = { status: STATUS.ok, fields: { entries } } as const;
    assert.equal(decodeReply("list", encodeReply("list", reply as unknown as Reply)), reply);
    const numbers = { status: STATUS.ok, fields: { line: "z".repeat(length) } } as const;
    assert.equal(decodeReply("ask", encodeReply("ask", numbers as unknown as Reply)), numbers);
  }
});

test("a name that is no UTF-8 ends no listing of a folder", () => {
  const listed = (name: string) => ({ status: STATUS.ok, fields: { entries: [{ kind: 0, sizeBytes: 0, name }] } });
  const bytes = Buffer.from(encodeReply("list", listed("a?b") as unknown as Reply));
  bytes[bytes.indexOf("?")] = 0xe9;
  assert.equal(decodeReply("list", bytes), listed("a\ufffdb"));
});

test("bytes that are no request are refused", () => {
  assert.throws(() => decodeRequest(new Uint8Array([99])), /unknown request/);
  assert.throws(() => decodeRequest(encodeRequest({ type: "remove", path: "x" }).subarray(0, 4)), /too short/);
  assert.throws(() => decodeRequest(new Uint8Array([...encodeRequest({ type: "unlock" }), 0])), /trailing/);
});

test.run();
