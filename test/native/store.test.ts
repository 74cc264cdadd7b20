// The shim's store on real disks: full, read-only, damaged, held by another, killed in the middle of a write.
// Time limit: 120 s
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import type { Grp } from "../../runtime/node/api.ts";
import { createGrp } from "../../runtime/node/exports.ts";
import { encodeLine, verifySegment } from "../../runtime/node/store/segment.ts";
import { BOOT_FLAG, LOSS } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { linuxProgram } from "./programs.ts";
import { Puppet, type PuppetConfig, puppetBundle, withFolder, withPuppet, writePuppet } from "./puppet.ts";

const { writable, lowSpace, afterLoss, tailCut, corrupt, noLower, storeFailed } = BOOT_FLAG;
const store = suite("the shim's store");

const line = (json: string): Buffer => Buffer.from(encodeLine(Buffer.from(json)));
const journalOf = (folder: string, dataDir = "data"): string => join(folder, dataDir, "journal");

/** What the puppet says of its boot. */
function report(flags: number, { loss = 0, segment = 1, day = 20261124, bad = -1, lower = 0 } = {}): string {
  return `flags ${flags | (lower === 0 ? noLower : 0)} loss ${loss} segment ${segment} day ${day} bad ${bad}`;
}

/** The files of segments. */
function segments(folder: string): string[] {
  return readdirSync(journalOf(folder))
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
}

/** All records of a data folder, in the order of its segments. */
function records(folder: string): string[] {
  return segments(folder).flatMap((name) => {
    const { lines } = verifySegment(readFileSync(join(journalOf(folder), name)));
    return lines.length === 0 ? [] : Buffer.from(lines).toString("latin1").split("\n");
  });
}

/** How a session's boot ends, however long it takes. */
async function ended(grp: Grp, session: number): Promise<number> {
  let state = 0;
  while (state === 0) state = await grp.poll(session, 0, 1000);
  return state;
}

/** Runs a body with a puppet on a folder that may have a history. */
async function withPuppetIn(
  path: string,
  folder: string,
  body: (puppet: Puppet) => Promise<void>,
  config: PuppetConfig = {},
): Promise<void> {
  const puppet = new Puppet(path, folder, writePuppet(folder, config));
  try {
    await body(puppet);
  } finally {
    await puppet.close();
  }
}

function system(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}

/** A data folder that is a small file system of its own. */
async function withSmallDisk(body: (folder: string, data: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const data = join(folder, "data");
    mkdirSync(data);
    system("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", data);
    try {
      await body(folder, data);
    } finally {
      system("umount", data);
    }
  });
}

const available = await library("linux-x64");
if (available.type === "absent") skip("the shim's store", available.reason);
else {
  const path = available.value;

  store("the day's quota is told to be short while what follows a send still fits, and begins anew with a day", () =>
    withFolder(async (folder) => {
      const shim = [
        "journal.c",
        "journal_files.c",
        "journal_view.c",
        "links.c",
        "index.c",
        "search.c",
        "segment.c",
        "digest.c",
        "bytes.c",
      ];
      shim.push("posix.c", "posix_files.c");
      const program = await linuxProgram("quota", ["quota.c"], { sanitizer: "address,undefined", shim });
      assert.is(await run(program, [folder]), "7 appended with room, 1 without\nappended\n");
    }),
  );

  store("a record is on the disk, with its checksum, when its call ends", () =>
    withPuppet(path, {}, async (puppet) => {
      assert.is(await puppet.do('append {"n":1}'), "appended");
      const name = "00000001-20261124.jsonl";
      const expected = Buffer.concat([line('{"type":"checkpoint"}'), line('{"n":1}')]);
      assert.equal(readFileSync(join(journalOf(puppet.folder), name)), expected);
    }),
  );

  store("a torn tail is told and cut, and nothing is appended behind it", () =>
    withFolder(async (folder) => {
      mkdirSync(journalOf(folder), { recursive: true });
      const whole = Buffer.concat([line("{}"), line('{"n":1}')]);
      writeFileSync(
        join(journalOf(folder), "00000007-20260101.jsonl"),
        Buffer.concat([whole, line('{"n":2}').subarray(0, -1)]),
      );
      await withPuppetIn(path, folder, async (puppet) => {
        const boot = { segment: 7, day: 20260101, bad: whole.length };
        assert.is(await puppet.boot(), `${report(writable | tailCut, boot)}\n{}\n{"n":1}`);
        assert.is(await puppet.do('append {"n":3}'), NUMBERS["store-failed"]);
        assert.is(await puppet.do(`truncate 7 ${whole.length - 1}`), NUMBERS["store-failed"]);
        assert.is(await puppet.do(`truncate 7 ${whole.length}`), "truncated");
        assert.is(await puppet.do('append {"n":3}'), "appended");
      });
      assert.equal(records(folder), ["{}", '{"n":1}', '{"n":3}']);
    }),
  );

  store("a valid line behind damage is corruption", () =>
    withFolder(async (folder) => {
      mkdirSync(journalOf(folder), { recursive: true });
      const bytes = Buffer.concat([line("{}"), Buffer.from("damage\n"), line('{"n":2}')]);
      writeFileSync(join(journalOf(folder), "00000007-20260101.jsonl"), bytes);
      await withPuppetIn(path, folder, async (puppet) => {
        const boot = { segment: 7, day: 20260101, bad: line("{}").length };
        assert.is(await puppet.boot(), `${report(writable | corrupt, boot)}\n{}`);
      });
    }),
  );

  store("a rotation that was cut off falls back to the segment before", () =>
    withFolder(async (folder) => {
      mkdirSync(journalOf(folder), { recursive: true });
      writeFileSync(join(journalOf(folder), "00000007-20260101.jsonl"), line('{"n":7}'));
      writeFileSync(join(journalOf(folder), "00000008-20260102.jsonl"), line('{"n":8}').subarray(0, 12));
      const run = async (puppet: Puppet): Promise<void> => {
        assert.is(await puppet.boot(), `${report(writable, { segment: 7, day: 20260101 })}\n{"n":7}`);
        assert.is(await puppet.do("rotate 8 20260103 {}"), "rotated");
        assert.equal(segments(folder), ["00000007-20260101.jsonl", "00000008-20260103.jsonl"]);
        assert.is(await puppet.do("remove 7"), "asked");
        assert.equal(segments(folder), ["00000008-20260103.jsonl"]);
        assert.is(await puppet.do("remove 8"), "asked", "the current segment stays");
        assert.equal(segments(folder), ["00000008-20260103.jsonl"]);
        assert.is(await puppet.do("rotate 8 20260104 {}"), NUMBERS["store-failed"]);
      };
      await withPuppetIn(path, folder, run, { keepDays: 1 });
    }),
  );

  store("segments of the newest dates are kept, whatever the bundle asks", () =>
    withPuppet(path, { keepDays: 2 }, async (puppet) => {
      for (const [segment, day] of [
        [2, 20261124],
        [3, 20261125],
        [4, 20261126],
      ])
        assert.is(await puppet.do(`rotate ${segment} ${day} {}`), "rotated");
      for (const segment of [1, 2, 3]) assert.is(await puppet.do(`remove ${segment}`), "asked");
      assert.equal(segments(puppet.folder), ["00000003-20261125.jsonl", "00000004-20261126.jsonl"]);
    }),
  );

  store("the lock keeps runtime/node out, and runtime/node's keeps the shim out", () =>
    withPuppet(path, {}, async (puppet) => {
      await puppet.boot();
      const grp = createGrp({ engine: "quickjs" });
      const session = grp.open(join(puppet.folder, "gama-rrpay.json"));
      assert.is(await ended(grp, session), NUMBERS["in-use"]);
      await puppet.close();
      while ((await grp.close(session, 1000)) !== 0);

      const holder = grp.open(join(puppet.folder, "gama-rrpay.json"));
      assert.is(await ended(grp, holder), 1);
      const second = new Puppet(path, puppet.folder, join(puppet.folder, "gama-rrpay.json"));
      assert.is(await second.boot(), NUMBERS["in-use"]);
      await second.close();
      while ((await grp.close(holder, 1000)) !== 0);
    }),
  );

  store("a data folder has any name that the file system takes, and {till} in it", () =>
    withPuppet(path, { till: "Kasa Nr. 1", dataDir: "Duomenys ąčęėįšųūž „š“/{till}" }, async (puppet) => {
      assert.is(await puppet.do("append {}"), "appended");
      assert.is(readdirSync(journalOf(puppet.folder, "Duomenys ąčęėįšųūž „š“/Kasa Nr. 1")).length, 1);
    }),
  );

  store("a data folder behind a file is unusable, a folder behind the config's pipe is no config", () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, "file"), "");
      const puppet = new Puppet(path, folder, writePuppet(folder, { dataDir: "file/data" }));
      assert.is(await puppet.boot(), NUMBERS["data-dir-unusable"]);
      await puppet.close();
      system("mkfifo", join(folder, "pipe.json"));
      const piped = new Puppet(path, folder, join(folder, "pipe.json"));
      assert.is(await piped.boot(), NUMBERS["config-missing"]);
      await piped.close();
    }),
  );

  store("the token is one line of what is sent, and is in no file", () =>
    withFolder(async (folder) => {
      let heard = "";
      const server = createServer((socket) =>
        socket.on("data", (bytes) => {
          heard += bytes.toString("latin1");
          socket.end("heard");
        }),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      const puppet = new Puppet(path, folder, writePuppet(folder, { port, token: "s3cret-token" }));
      assert.is(await puppet.do("connect GET / HTTP/1.1"), "heard");
      assert.is(heard, "GET / HTTP/1.1\r\nAuthorization: Bearer s3cret-token\r\n\r\n");
      await puppet.close();
      await new Promise((resolve) => server.close(resolve));
      const files = spawnSync("grep", ["-rl", "s3cret-token", join(folder, "data")], { encoding: "utf8" });
      assert.is(files.stdout, "");
    }),
  );

  store("a host that is killed while it appends keeps every record that it was told of", () =>
    withFolder(async (folder) => {
      const config = writePuppet(folder);
      for (let round = 0; round < 3; round++) {
        const host = fileURLToPath(new URL("./append-host.ts", import.meta.url));
        const child = spawn(process.execPath, [...process.execArgv, host, path, config], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        let last = 0;
        for await (const text of createInterface({ input: child.stdout })) {
          last = Number(text);
          if (last % 1000 === 20 + round) child.kill("SIGKILL");
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        const kept = records(folder).filter((json) => json.startsWith('{"n"'));
        assert.ok(kept.includes(`{"n":${last}}`), `${last} is kept`);
        appendFileSync(join(folder, "rounds"), "x");
      }
    }),
  );

  if (process.getuid?.() !== 0) skip("small disks", "mounting needs root");
  else {
    store("a full disk: told, survived, and well again at the next hook", () =>
      withSmallDisk(async (folder, data) => {
        const filler = join(data, "filler");
        await withPuppetIn(path, folder, async (puppet) => {
          assert.is(await puppet.do("boot"), report(writable, { segment: 0, day: 0 }));
          writeFileSync(filler, Buffer.alloc(3_300_000));
          assert.match(
            String(await puppet.do("boot")),
            `flags ${writable | lowSpace | noLower} `,
            "told at the next hook",
          );
          spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4096", "conv=notrunc", "oflag=append"]);
          const big = `append {"big":"${"x".repeat(100_000)}"}`;
          assert.is(await puppet.do(big), NUMBERS["store-failed"]);
          assert.is(
            await puppet.do("boot"),
            report(lowSpace | afterLoss | storeFailed, { loss: LOSS.store }),
            "it may not write",
          );
          assert.is(await puppet.do("say still here"), "still here");
          rmSync(filler);
          assert.is(await puppet.do("boot"), report(writable));
          assert.is(await puppet.do('append {"n":1}'), "appended");
        });
        assert.equal(records(folder), ['{"type":"checkpoint"}', '{"n":1}']);
      }),
    );

    store("a read-only disk: boots, says so, and is well again at the next hook", () =>
      withSmallDisk(async (folder, data) => {
        await withPuppetIn(path, folder, async (puppet) => void (await puppet.do('append {"n":1}')));
        system("mount", "-o", "remount,ro", data);
        await withPuppetIn(path, folder, async (puppet) => {
          assert.is(await puppet.boot(), `${report(0)}\n{"type":"checkpoint"}\n{"n":1}`);
          assert.is(await puppet.do("append {}"), NUMBERS["store-failed"]);
          assert.is(await puppet.do("boot"), report(afterLoss | storeFailed, { loss: LOSS.store }));
          system("mount", "-o", "remount,rw", data);
          assert.is(await puppet.do("boot"), report(writable));
          assert.is(await puppet.do('append {"n":2}'), "appended");
        });
      }),
    );
  }

  store("a bundle that is cut or mixed up is refused, and one that says another version", () =>
    withFolder(async (folder) => {
      for (const [bundle, code] of [
        [puppetBundle.slice(0, -1), "bundle-damaged"],
        [puppetBundle.replace("puppet", "poppet"), "bundle-damaged"],
        ["", "bundle-damaged"],
      ] as const) {
        const puppet = new Puppet(path, folder, writePuppet(folder, {}, bundle));
        assert.is(await puppet.boot(), NUMBERS[code]);
        await puppet.close();
      }
    }),
  );
}

store.run();
