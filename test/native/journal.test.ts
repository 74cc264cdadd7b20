// biome-ignore-all lint/style/noExcessiveLinesPerFile: tests of one library whose helpers are shared.
// Look-ups, the chain of segments, the trace and the token, as the shim does them.
// Time limit: 600 s
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import koffi from "koffi";
import * as assert from "uvu/assert";
import { eventOf, readTrace } from "../../runtime/cli/trace/lines.ts";
import { crc32c } from "../../runtime/node/store/crc32c.ts";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import { ABI, BOOT_FLAG, CONTRACTS_VERSION, TRACE_VERSION } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { writeLongJournal } from "./long-journal.ts";
import { Puppet, type PuppetConfig, withFolder, withPuppet, writePuppet } from "./puppet.ts";

const tests = suite("the shim's journal");

const line = (json: string): Buffer => Buffer.from(encodeLine(Buffer.from(json)));
const sale = (key: string): string => `{"type":"sent","saleKey":"${key}","body":"${"x".repeat(200)}"}`;
const journalOf = (folder: string): string => join(folder, "data", "journal");
const digestOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Writes segments, each of a day, with the keys of its sales. */
function writeSegments(folder: string, days: readonly (readonly string[])[]): void {
  mkdirSync(journalOf(folder), { recursive: true });
  for (const [at, keys] of days.entries()) {
    const name = `${String(at + 1).padStart(8, "0")}-${20260101 + at}.jsonl`;
    const lines = ['{"type":"checkpoint"}', ...keys.map(sale)].map(line);
    writeFileSync(join(journalOf(folder), name), Buffer.concat(lines));
  }
}

async function withHistory(
  path: string,
  days: readonly (readonly string[])[],
  body: (puppet: Puppet, folder: string) => Promise<void>,
  config: PuppetConfig = {},
): Promise<void> {
  await withFolder(async (folder) => {
    writeSegments(folder, days);
    const puppet = new Puppet(path, folder, writePuppet(folder, config));
    try {
      await body(puppet, folder);
    } finally {
      await puppet.close();
    }
  });
}

/** Lines of a find: how it ended, and what was found. */
async function find(puppet: Puppet, needle: string, from = 0, to = 0): Promise<string[]> {
  return String(await puppet.do(`find ${from} ${to} ${needle}`)).split("\n");
}

/** What a test has open: a process has one session, and a test that fails must leave none. */
const opened: Puppet[] = [];
const journal = (name: string, body: () => Promise<void>): void =>
  tests(name, async () => {
    try {
      await body();
    } finally {
      for (const puppet of opened.splice(0)) await puppet.close();
    }
  });

/** Sets it where C looks: Bun's process.env is only a copy. */
function setVariable(name: string, value: string): void {
  koffi.load("libc.so.6").func("int setenv(const char *name, const char *value, int overwrite)")(name, value, 1);
}

const key = (name: string): string => `"saleKey":"${name}"`;

/** A server that sends pieces one after the other; `next` is asked when the one before has left. */
async function withServer(serve: (socket: Socket) => void, body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    socket.once("data", () => serve(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body((server.address() as { port: number }).port);
  } finally {
    server.close();
  }
}

const available = await library("linux-x64");
if (available.kind === "absent") skip("the shim's journal", available.reason);
else {
  const path = available.value;
  const open = (folder: string, config: PuppetConfig = {}): Puppet => {
    const puppet = new Puppet(path, folder, writePuppet(folder, config));
    opened.push(puppet);
    return puppet;
  };

  journal("a look-up gives every line with the needle, in the journal's order, and no other", () =>
    withHistory(path, [["A-1", "A-2"], ["B-1"], ["A-1", "C-1"]], async (puppet) => {
      const first = line('{"type":"checkpoint"}').length;
      const expected = [`1@${first} ${sale("A-1")}`, `3@${first} ${sale("A-1")}`];
      assert.equal((await find(puppet, key("A-1"))).slice(1), expected);
      assert.equal((await find(puppet, key("A-1"), 2)).slice(1), expected.slice(1));
      assert.equal((await find(puppet, key("A-1"), 0, 2)).slice(1), expected.slice(0, 1));
      assert.is(await puppet.do(`append ${sale("D-1")}`), "appended");
      assert.equal((await find(puppet, key("D-1"))).slice(1), [
        `3@${first + 2 * line(sale("A-1")).length} ${sale("D-1")}`,
      ]);
      assert.match((await find(puppet, "checkpoint"))[0] ?? "", /^state 1 /);
      assert.is((await find(puppet, "checkpoint")).length, 4);
      assert.is((await find(puppet, "no such text")).length, 1);
    }),
  );

  journal("a needle in a checksum or a link is no hit", () =>
    withHistory(path, [["A-1"]], async (puppet, folder) => {
      assert.is(await puppet.do("rotate 2 20260102 {}"), "rotated");
      const [name = ""] = readdirSync(journalOf(folder)).filter((one) => one.startsWith("00000001"));
      const digest = digestOf(join(journalOf(folder), name));
      assert.equal((await find(puppet, digest)).length, 1);
      const crc = line(sale("A-1")).toString("latin1").slice(0, 8);
      assert.equal((await find(puppet, crc)).length, 1);
    }),
  );

  journal("a line that matches and does not verify makes the look-up fail, and what is sound is still told", () =>
    withHistory(path, [["A-1", "A-2"], ["B-1"]], async (puppet, folder) => {
      const file = join(journalOf(folder), "00000001-20260101.jsonl");
      writeFileSync(file, readFileSync(file, "latin1").replace("A-2", "A-3"), "latin1");
      const [end, ...hits] = await find(puppet, '"saleKey":"A-');
      assert.match(end ?? "", /^state 2 /);
      assert.is(hits.length, 1);
    }),
  );

  journal("a reading gives the lines at its places in their order, and fails where none begins", () =>
    withHistory(path, [["A-1"], ["B-1"]], async (puppet) => {
      const at = line('{"type":"checkpoint"}').length;
      const read = async (places: string): Promise<string[]> => String(await puppet.do(`read ${places}`)).split("\n");
      assert.equal((await read(`2@${at} 1@0 1@${at}`)).slice(1), [
        `2@${at} ${sale("B-1")}`,
        '1@0 {"type":"checkpoint"}',
        `1@${at} ${sale("A-1")}`,
      ]);
      for (const place of [`1@${at + 1}`, "1@9999999", "7@0"]) {
        const [end, ...hits] = await read(`${place} 1@0`);
        assert.match(end ?? "", /^state 2 /, place);
        assert.is(hits.length, 1, place);
      }
    }),
  );

  journal("more than one event can bring comes in several", () =>
    withFolder(async (folder) => {
      mkdirSync(journalOf(folder), { recursive: true });
      const big = line(`{"key":"many","fill":"${"x".repeat(300_000)}"}`);
      writeFileSync(join(journalOf(folder), "00000001-20260101.jsonl"), Buffer.concat(Array(11).fill(big)));
      writeFileSync(join(journalOf(folder), "00000002-20260102.jsonl"), line("{}"));
      const puppet = open(folder, { stepMs: 60_000 });
      const call = puppet.start('find 0 0 "key":"many"');
      let state = 0;
      while (state === 0) state = await puppet.grp.poll(puppet.session, call, 1000);
      const text = Buffer.from(puppet.grp.result(puppet.session, call) as Uint8Array).toString("latin1");
      const [end, ...hits] = text.split("\n");
      assert.is(hits.length, 11);
      assert.match(end ?? "", /^state 1 events ([2-9]) /);
      await puppet.close();
    }),
  );

  journal(
    "of 90 days of 500 sales a key reads one segment, an unknown one none, and any other text is found as well",
    () =>
      withFolder(async (folder) => {
        assert.ok(writeLongJournal(folder) > 360_000_000);
        const puppet = open(folder);
        try {
          assert.is(await puppet.do("say well"), "well");
          // From now on all that is closed is in the index.
          assert.match((await find(puppet, key("nowhere")))[0] ?? "", "state 1");
          assert.is((await find(puppet, 'T1-17-333",')).length, 2);
          const hit = await find(puppet, key("T1-17-333"));
          assert.is(hit.length, 2);
          const [, read = 0] = /bytes (\d+)\//.exec(hit[0] ?? "") ?? [];
          assert.ok(Number(read) < 4_000_000, "one segment is read");
          assert.match((await find(puppet, key("T1-17-999")))[0] ?? "", "bytes 0/0", "none is");
        } finally {
          await puppet.close();
        }
      }),
  );

  journal("no file says that a key is missing: the index is made of the segments' own bytes", () =>
    withHistory(path, [["A-1"], ["B-1"], ["C-1"]], async (puppet, folder) => {
      await puppet.close();
      const names = ["00000001-20260101.jsonl", "00000002-20260102.jsonl"];
      const sizes = names.map((name) => statSync(join(journalOf(folder), name)).size);
      // What version 0.1 kept there, forged: it knows the segments, and no key in them.
      const forged = sizes.map((size, at) => {
        const entry = Buffer.alloc(20);
        for (const [place, value] of [at + 1, 20260101 + at, size].entries()) entry.writeUInt32LE(value, 4 * place);
        entry.writeUInt32LE(crc32c(entry.subarray(0, 16)), 16);
        return entry;
      });
      writeFileSync(join(journalOf(folder), "index"), Buffer.concat([Buffer.from("grp index 2\n"), ...forged]));
      const again = open(folder);
      for (const name of ["A-1", "B-1", "C-1"]) assert.is((await find(again, key(name))).length, 2, name);
      await again.close();
    }),
  );

  journal("a segment begins with number and digest of the one before, and the boot tells both", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("append {}"), "appended");
      assert.is(await puppet.do("rotate 2 20261125 {}"), "rotated");
      const first = join(journalOf(puppet.folder), "00000001-20261124.jsonl");
      const link = `00000001:${digestOf(first)}`;
      const second = readFileSync(join(journalOf(puppet.folder), "00000002-20261125.jsonl"), "latin1");
      assert.is(second.slice(9), `{}\t${link}\n`);
      await puppet.close();
      const again = open(puppet.folder);
      assert.is(await again.do("links"), `${link} | ${link} | ${second.length}`);
      await again.close();
      renameSync(first, join(journalOf(puppet.folder), "00000001-20261123.jsonl"));
      writeFileSync(join(journalOf(puppet.folder), "00000001-20261123.jsonl"), line("{}"));
      const changed = open(puppet.folder);
      assert.match(String(await changed.do("links")), new RegExp(`^${link} \\| 00000001:(?!${link.slice(9)})`));
      await changed.close();
      rmSync(join(journalOf(puppet.folder), "00000001-20261123.jsonl"));
      const gone = open(puppet.folder);
      assert.match(String(await gone.do("links")), `${link} | 00000001:- | `);
      await gone.close();
    }),
  );

  const { writable, corrupt, lowerLinked } = BOOT_FLAG;
  for (const [name, write, flags] of [
    [
      "a newest segment of zeros",
      (j: string) => writeFileSync(join(j, "00000009-20260101.jsonl"), Buffer.alloc(4096)),
      corrupt,
    ],
    ["two files of one number", (j: string) => writeFileSync(join(j, "00000001-20260102.jsonl"), line("{}")), corrupt],
    [
      "a line end of CR LF",
      (j: string) =>
        writeFileSync(join(j, "00000009-20260101.jsonl"), line("{}").toString("latin1").replace("\n", "\r\n")),
      corrupt,
    ],
  ] as const)
    journal(`${name} is told as damage, and no rotation hides it`, () =>
      withHistory(path, [["A-1"]], async (puppet, folder) => {
        await puppet.close();
        write(journalOf(folder));
        const damaged = open(folder);
        assert.match(String(await damaged.do("boot")), `flags ${writable | flags} `);
        assert.is(await damaged.do("rotate 10 20260103 {}"), NUMBERS["store-failed"]);
        await damaged.close();
      }),
    );

  journal("a foreign segment without a link above linked ones is told", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("rotate 2 20261125 {}"), "rotated");
      await puppet.close();
      writeFileSync(join(journalOf(puppet.folder), "00000050-20260101.jsonl"), line('{"foreign":1}'));
      const foreign = open(puppet.folder);
      assert.match(String(await foreign.do("boot")), `flags ${writable | lowerLinked} `);
      await foreign.close();
    }),
  );

  journal("nothing larger than a boot event goes into one segment", () =>
    withPuppet(path, { stepMs: 60_000, memoryMb: 64 }, async (puppet) => {
      const big = `append {"big":"${"x".repeat(250_000)}"}`;
      let state: unknown = "appended";
      let count = 0;
      for (; state === "appended"; count++) state = await puppet.do(big);
      assert.is(state, NUMBERS["store-failed"]);
      assert.ok(count > 10);
      assert.match(String(await puppet.do("boot")), "flags");
    }),
  );

  for (const [name, at] of [
    ["the data folder", "data"],
    ["its journal", "data/journal"],
    ["a probe in it", "data/journal/probe"],
    ["a log in it", "data/log/20260101.log"],
    ["a trace in it", "data/trace/00000001.trace"],
    ["its lock", "data/till.lock"],
  ] as const)
    journal(`${name} that leads elsewhere is refused, its path is told, and nothing is written there`, () =>
      withFolder(async (folder) => {
        const elsewhere = join(folder, "elsewhere");
        if (/\.|probe/.test(at)) writeFileSync(elsewhere, "precious");
        else mkdirSync(elsewhere);
        mkdirSync(join(folder, at, ".."), { recursive: true });
        symlinkSync(elsewhere, join(folder, at));
        const puppet = open(folder);
        assert.is(await puppet.boot(), NUMBERS["data-dir-link"]);
        const progress = Buffer.from(puppet.grp.progress(puppet.session, 0) as Uint8Array).toString("latin1");
        assert.match(progress, join(folder, at));
        await puppet.close();
        if (statSync(elsewhere).isDirectory()) assert.equal(readdirSync(elsewhere), []);
        else assert.is(readFileSync(elsewhere, "latin1"), "precious");
      }),
    );

  for (const [which, name] of [
    ["the newest", "00000003-20260103.jsonl"],
    ["an older", "00000001-20260101.jsonl"],
  ] as const)
    journal(
      `a folder in the place of ${which} segment is no empty journal: the boot is refused, nothing is written`,
      () =>
        withFolder(async (folder) => {
          writeSegments(folder, [["T1-a"], ["T1-b"]]);
          rmSync(join(journalOf(folder), name), { force: true });
          mkdirSync(join(journalOf(folder), name));
          const before = readdirSync(journalOf(folder));
          const puppet = open(folder);
          assert.is(await puppet.boot(), NUMBERS["journal-unreadable"]);
          await puppet.close();
          assert.equal(readdirSync(journalOf(folder)), before);
          assert.equal(readdirSync(join(journalOf(folder), name)), []);
        }),
    );

  journal("the till's name is the machine's to say where the config asks for it", () =>
    withFolder(async (folder) => {
      setVariable("GRP_TEST_TILL", " Kasa 7 ");
      const named = open(folder, { till: "{env:GRP_TEST_TILL}", dataDir: "data/{till}" });
      assert.is(await named.do("till"), "Kasa 7");
      await named.close();
      assert.ok(existsSync(join(folder, "data", "Kasa 7", "journal")));
      const nobody = open(folder, { till: "{env:GRP_NO_SUCH}" });
      assert.is(await nobody.boot(), NUMBERS["till-unresolved"]);
      await nobody.close();
    }),
  );

  journal("a batch may be a string of one character a byte, and one beyond 255 costs the engine", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("text as it was, \xe9 \xff"), "as it was, \xe9 \xff");
      assert.is(await puppet.do("wide"), NUMBERS["engine-failed"]);
    }),
  );

  const traceOf = (folder: string): string =>
    readdirSync(join(folder, "data", "trace"))
      .map((name) => readFileSync(join(folder, "data", "trace", name), "latin1"))
      .join("");

  journal("a trace is lines of JSON behind its engine's header, and an engine's loss marks its file", () =>
    withPuppet(path, {}, async (puppet) => {
      await puppet.do("throw");
      assert.is(await puppet.do("text on"), "on");
      const trace = readTrace([{ text: traceOf(puppet.folder), follows: true }]);
      assert.equal([trace.unreadableLines, trace.headlessSteps], [0, 0]);
      const [first, second] = trace.runs;
      assert.is(first?.lost, "exception");
      assert.ok(trace.runs.every(({ steps }) => steps.every((step) => eventOf(step) !== undefined)));
      const { trace: form, abi, contracts, bundle = "" } = second?.header ?? {};
      assert.equal([form, abi, contracts, bundle.length], [TRACE_VERSION, ABI, CONTRACTS_VERSION, 64]);
      assert.ok(readdirSync(join(puppet.folder, "data", "trace")).includes("00000001.keep"));
    }),
  );

  journal("an event is traced after its step: what batches name is blanked, and what is held waits for it", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("hold 4111111111111111"), "held");
      assert.not.match(traceOf(puppet.folder), "hold 4111");
      // The event: 36 of header, call, hook, length, then the payload.
      assert.is(await puppet.do("blank 1 50 16"), "blanked");
      assert.match(traceOf(puppet.folder), `hold ${"*".repeat(16)}`);
    }),
  );

  journal("after a loss what was held is traced without long numbers, identifiers of twelve digits with", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("hold 4111 1111 1111 1111 rrn 123456789012"), "held");
      assert.is(await puppet.do("throw"), NUMBERS["engine-failed"]);
      assert.match(traceOf(puppet.folder), "hold **** **** **** **** rrn 123456789012");
    }),
  );

  journal("more than is held is traced without long numbers", () =>
    withPuppet(path, {}, async (puppet) => {
      for (let count = 0; count < 70; count++) assert.is(await puppet.do(`hold 4111111111111111 no ${count}`), "held");
      assert.not.match(traceOf(puppet.folder), "4111111111111111");
      assert.match(traceOf(puppet.folder), `hold ${"*".repeat(16)} no 3`);
    }),
  );

  for (const [name, pieces] of [
    ["in one piece", ["<s3cret-token-of-32-characters-xyz>"]],
    ["in two", ["<s3cret-token-of", "-32-characters-xyz>"]],
    ["byte by byte", [..."<s3cret-token-of-32-characters-xyz>"]],
  ] as const)
    journal(`a token that comes back ${name} is handed on as stars`, () =>
      withServer(
        (socket) => {
          const send = (at: number): void => {
            const piece = pieces[at];
            if (piece === undefined) socket.end();
            else socket.write(piece, () => setTimeout(send, 2, at + 1));
          };
          send(0);
        },
        (port) =>
          withPuppet(path, { port, token: "s3cret-token-of-32-characters-xyz" }, async (puppet) => {
            assert.is(await puppet.do("collect GET / HTTP/1.1"), `<${"*".repeat(33)}>`);
            assert.not.match(traceOf(puppet.folder), "s3cret-token-of-32-characters");
          }),
      ),
    );

  journal("an answer that ends as the token begins is not kept back", () =>
    withServer(
      (socket) => void socket.write("{}s3cr"),
      (port) =>
        withPuppet(path, { port, token: "s3cret-token" }, async (puppet) => {
          assert.is(await puppet.do("collect6 GET / HTTP/1.1"), "{}s3cr");
        }),
    ),
  );

  journal("a stream of bytes keeps neither a timer nor a cancel waiting", () =>
    withServer(
      (socket) => {
        const flood = (): void => void (socket.writable && socket.write("x".repeat(60_000), flood));
        flood();
      },
      (port) =>
        withPuppet(path, { port }, async (puppet) => {
          const flooded = puppet.start("collect GET / HTTP/1.1");
          assert.is(await puppet.do("timer 50"), "rang");
          const waits = puppet.start("nothing");
          puppet.grp.cancel(puppet.session, waits);
          assert.is(await puppet.end(waits), "cancelled");
          assert.is(await puppet.grp.poll(puppet.session, flooded, 0), 0);
        }),
    ),
  );
}

tests.run();
