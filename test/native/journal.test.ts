// The chain of segments, damage and links in the data folder, as the shim sees them.
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
import { join } from "node:path";
import koffi from "koffi";
import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { skip } from "../support/skip.ts";
import { library } from "./available.ts";
import { withFolder, withPuppet } from "./puppet.ts";
import { digestOf, journalOf, line, puppetSuite, withHistory, writeSegments } from "./puppet-journal.ts";

const { test: journal, open, run } = puppetSuite("the shim's journal");

/** Sets it where C looks: Bun's process.env is only a copy. */
function setVariable(name: string, value: string): void {
  koffi.load("libc.so.6").func("int setenv(const char *name, const char *value, int overwrite)")(name, value, 1);
}

const available = await library("linux-x64");
if (available.type === "absent") skip("the shim's journal", available.reason);
else {
  const path = available.value;

  journal("a segment begins with number and digest of the one before, and the boot tells both", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do("append {}"), "appended");
      assert.is(await puppet.do("rotate 2 20261125 {}"), "rotated");
      const first = join(journalOf(puppet.folder), "00000001-20261124.jsonl");
      const link = `00000001:${digestOf(first)}`;
      const second = readFileSync(join(journalOf(puppet.folder), "00000002-20261125.jsonl"), "latin1");
      assert.is(second.slice(9), `{}\t${link}\n`);
      await puppet.close();
      const again = open(path, puppet.folder);
      assert.is(await again.do("links"), `${link} | ${link} | ${second.length}`);
      await again.close();
      renameSync(first, join(journalOf(puppet.folder), "00000001-20261123.jsonl"));
      writeFileSync(join(journalOf(puppet.folder), "00000001-20261123.jsonl"), line("{}"));
      const changed = open(path, puppet.folder);
      assert.match(String(await changed.do("links")), new RegExp(`^${link} \\| 00000001:(?!${link.slice(9)})`));
      await changed.close();
      rmSync(join(journalOf(puppet.folder), "00000001-20261123.jsonl"));
      const gone = open(path, puppet.folder);
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
        const damaged = open(path, folder);
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
      const foreign = open(path, puppet.folder);
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
        const puppet = open(path, folder);
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
          const puppet = open(path, folder);
          assert.is(await puppet.boot(), NUMBERS["journal-unreadable"]);
          await puppet.close();
          assert.equal(readdirSync(journalOf(folder)), before);
          assert.equal(readdirSync(join(journalOf(folder), name)), []);
        }),
    );

  journal("folders and files of ours are for owner and group only", () =>
    withFolder(async (folder) => {
      const umask = process.umask(0);
      try {
        const puppet = open(path, folder);
        assert.is(await puppet.do("append {}"), "appended");
        assert.is(await puppet.do("throw"), NUMBERS["engine-failed"]);
        await puppet.close();
      } finally {
        process.umask(umask);
      }
      const data = join(folder, "data");
      const names = readdirSync(data, { recursive: true, encoding: "utf8" });
      for (const kind of ["till.lock", "journal/", "log/", "trace/"])
        assert.ok(
          names.some((name) => name.startsWith(kind)),
          kind,
        );
      for (const name of ["", ...names]) {
        const info = statSync(join(data, name));
        assert.is(info.mode & 0o777, info.isDirectory() ? 0o750 : 0o640, name);
      }
    }),
  );

  journal("the till's name is the machine's to say where the config asks for it", () =>
    withFolder(async (folder) => {
      setVariable("GRP_TEST_TILL", " Kasa 7 ");
      const named = open(path, folder, { till: "{env:GRP_TEST_TILL}", dataDir: "data/{till}" });
      assert.is(await named.do("till"), "Kasa 7");
      await named.close();
      assert.ok(existsSync(join(folder, "data", "Kasa 7", "journal")));
      const nobody = open(path, folder, { till: "{env:GRP_NO_SUCH}" });
      assert.is(await nobody.boot(), NUMBERS["till-unresolved"]);
      await nobody.close();
    }),
  );
}

run();
