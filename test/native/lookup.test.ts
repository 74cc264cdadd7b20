// Look-ups in a journal and the index of its closed segments, as the shim does them.
// Time limit: 600 s
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { crc32c } from "../../runtime/node/store/crc32c.ts";
import { skip } from "../support/skip.ts";
import { library } from "./available.ts";
import { writeLongJournal } from "./long-journal.ts";
import { type Puppet, withFolder } from "./puppet.ts";
import { digestOf, journalOf, line, puppetSuite, sale, withHistory } from "./puppet-journal.ts";

const { test: lookup, open, run } = puppetSuite("the shim's look-ups");

const key = (name: string): string => `"saleKey":"${name}"`;

/** Lines of a find: how it ended, and what was found. */
async function find(puppet: Puppet, needle: string, from = 0, to = 0): Promise<string[]> {
  return String(await puppet.do(`find ${from} ${to} ${needle}`)).split("\n");
}

const available = await library("linux-x64");
if (available.type === "absent") skip("the shim's look-ups", available.reason);
else {
  const path = available.value;

  lookup("a look-up gives every line with the needle, in the journal's order, and no other", () =>
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

  lookup("a needle in a checksum or a link is no hit", () =>
    withHistory(path, [["A-1"]], async (puppet, folder) => {
      assert.is(await puppet.do("rotate 2 20260102 {}"), "rotated");
      const [name = ""] = readdirSync(journalOf(folder)).filter((one) => one.startsWith("00000001"));
      const digest = digestOf(join(journalOf(folder), name));
      assert.equal((await find(puppet, digest)).length, 1);
      const crc = line(sale("A-1")).toString("latin1").slice(0, 8);
      assert.equal((await find(puppet, crc)).length, 1);
    }),
  );

  lookup("a line that matches and does not verify makes the look-up fail, and what is sound is still told", () =>
    withHistory(path, [["A-1", "A-2"], ["B-1"]], async (puppet, folder) => {
      const file = join(journalOf(folder), "00000001-20260101.jsonl");
      writeFileSync(file, readFileSync(file, "latin1").replace("A-2", "A-3"), "latin1");
      const [end, ...hits] = await find(puppet, '"saleKey":"A-');
      assert.match(end ?? "", /^state 2 /);
      assert.is(hits.length, 1);
    }),
  );

  lookup("a search that meets a damaged closed segment says so, though nothing of it matches, and again", () =>
    withHistory(path, [["A-1", "A-2"], ["B-1"], ["C-1"]], async (puppet, folder) => {
      assert.match((await find(puppet, key("none")))[0] ?? "", /^state 1 /);
      await puppet.do("rotate 4 20260104 {}");
      assert.match((await find(puppet, key("none")))[0] ?? "", /^state 1 /, "a segment of this session is sound");
      await puppet.close();
      const file = join(journalOf(folder), "00000001-20260101.jsonl");
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0, bytes.indexOf("A-1")));
      const again = open(path, folder);
      for (const needle of [key("none"), key("none"), "no such text"])
        assert.match((await find(again, needle))[0] ?? "", /^state 3 /, needle);
      assert.match((await find(again, key("none"), 2))[0] ?? "", /^state 1 /, "of the segments that were asked for");
      const [end, ...hits] = await find(again, key("B-1"));
      assert.match(end ?? "", /^state 3 /);
      assert.is(hits.length, 1);
    }),
  );

  lookup("a reading gives the lines at its places in their order, and fails where none begins", () =>
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

  lookup("more than one event can bring comes in several", () =>
    withFolder(async (folder) => {
      mkdirSync(journalOf(folder), { recursive: true });
      const big = line(`{"key":"many","fill":"${"x".repeat(300_000)}"}`);
      writeFileSync(join(journalOf(folder), "00000001-20260101.jsonl"), Buffer.concat(Array(11).fill(big)));
      writeFileSync(join(journalOf(folder), "00000002-20260102.jsonl"), line("{}"));
      const puppet = open(path, folder, { stepMs: 60_000 });
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

  lookup(
    "of 90 days of 500 sales a key reads one segment, an unknown one none, and any other text is found as well",
    () =>
      withFolder(async (folder) => {
        assert.ok(writeLongJournal(folder) > 360_000_000);
        const puppet = open(path, folder);
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

  lookup("no file says that a key is missing: the index is made of the segments' own bytes", () =>
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
      const again = open(path, folder);
      for (const name of ["A-1", "B-1", "C-1"]) assert.is((await find(again, key(name))).length, 2, name);
      await again.close();
    }),
  );
}

run();
