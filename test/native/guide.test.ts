// Only with --all: it packs a release and follows the guide under Wine.
// Only on Node: it runs Windows programs under Wine, which know nothing of the host.
// Time limit: 900 s
/** The six steps of DIEGIMAS.md, done by a script that does only what the guide says, with the release's own files. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { runWine } from "../../build/native/wine.mjs";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { fieldsOf } from "../../runtime/cli/fields.ts";
import { commandsIn, inEnglish, UNDER_WINE } from "../support/guide-commands.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { root } from "./available.ts";
import {
  askDoctor,
  bits,
  guide,
  startEmulator,
  stopEmulator,
  whyNot,
  withRelease,
  writeConfig,
} from "./guide-release.ts";
import { windowsProgram } from "./programs.ts";

const test = suite("the installation guide");

/** The text of the guide's numbered steps. */
const steps = guide.split("\n## ")[1]?.match(/^\d\. .*$/gm) ?? [];

test("there are at most six steps to the first sale, in both languages", () => {
  assert.ok(steps.length > 0 && steps.length <= 6);
  const english = readFileSync(join(root, "docs/INSTALL.en.md"), "utf8");
  assert.is(english.split("\n## ")[1]?.match(/^\d\. .*$/gm)?.length, steps.length);
});

/** Step 6: what rrpay.prg sends, each line with CRLF on both sides, through the host that calls as it does. */
async function sellAsGama(folder: string): Promise<Map<string, Map<string, string>>> {
  copyFileSync(await windowsProgram(bits, "vfp_host", ["vfp_host.c", "host.c"]), join(folder, "vfp_host.exe"));
  const payloads: Record<string, string> = {
    pos: "window=pos\ntill=1\noperator=ONA",
    sale: readFileSync(join(root, "build/demo/sale.txt"), "utf8").trimEnd(),
    close: "window=settlement\nkind=sale\nsaleKey=T1-20261123-000123\nsaved=true",
  };
  for (const [name, text] of Object.entries(payloads)) {
    const lines = text.split(/\r?\n/).map((line) => `\r\n${line}\r\n`);
    writeFileSync(join(folder, `${name}.txt`), encodeWindows1257(lines.join("")));
  }
  writeFileSync(
    join(folder, "script"),
    "init pos.txt pos.out 0\ninit sale.txt sale.out 0\nclose close.txt close.out 0\n",
  );
  const { status, output } = await runWine(bits, folder, "vfp_host.exe", [
    "gama_rrpay.dll",
    "gama-rrpay.json",
    "script",
  ]);
  assert.is(status, 0, output);
  const read = (name: string) => fieldsOf(decodeWindows1257(readFileSync(join(folder, `${name}.out`))) ?? "");
  return new Map(Object.keys(payloads).map((name) => [name, read(name)]));
}

/** The guide's own command, its example values replaced by those of this day. */
function ownCommand(english: string): string[] {
  const found = commandsIn(guide).find((one) => inEnglish(one) === english);
  assert.ok(found !== undefined, `the guide has no command ${english}`);
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const put = { "2026-11-28": today, RAKTAS: KEY, KOMANDA: "journal" };
  const [, ...words] = Object.entries(put)
    .reduce((text, [from, to]) => text.replace(from, to), found ?? "")
    .split(" ");
  return [...words, ...(words.length > 0 ? ["--language", "lt"] : [])];
}

const KEY = "T1-20261123-000123";

/** Bytes that no till has written, between lines that it has. */
function spoilJournal(folder: string): void {
  const journal = join(folder, "data/journal");
  const [name = ""] = readdirSync(journal).filter((file) => file.endsWith(".jsonl"));
  const [first = "", ...rest] = readFileSync(join(journal, name), "latin1").split("\n");
  writeFileSync(join(journal, name), [first, "00000000 lost", ...rest].join("\n"), "latin1");
}

const reason = await whyNot();
if (reason !== undefined) skip("the guide under Wine", reason);
else {
  test(`its steps lead from unzipping to the first emulated sale, in ${bits}-bit Wine`, () =>
    withRelease(async (folder) => {
      const { child, port } = await startEmulator(folder);
      try {
        writeConfig(folder, port);
        const { result } = await askDoctor(folder);
        // Wine's own code page is not Lithuanian, and the doctor says so.
        const wrong = result.checks.filter(({ id, status }) => status !== "ok" && id !== "code-page");
        assert.equal(wrong, []);
        const results = await sellAsGama(folder);
        assert.is(results.get("pos")?.get("status"), "ready");
        assert.is(results.get("sale")?.get("outcome"), "approved");
        assert.is(results.get("sale")?.get("fiscal.state"), "printed");
        assert.is(results.get("close")?.get("status"), "acknowledged");
      } finally {
        await stopEmulator(child);
      }
    }));

  test(`every command of the guide for a till that stands still works with the release alone, in ${bits}-bit Wine`, () =>
    withRelease(async (folder) => {
      const { child, port } = await startEmulator(folder);
      try {
        writeConfig(folder, port);
        await sellAsGama(folder);
        for (const [command, { codes, says }] of Object.entries(UNDER_WINE)) {
          if (command === "gama-rrpay journal repair") spoilJournal(folder);
          const { status, output } = await runWine(bits, folder, "gama-rrpay.exe", ownCommand(command));
          assert.ok(codes.includes(Number(status)), `${command}: ${status} ${output}`);
          assert.match(Buffer.from(output, "latin1").toString("utf8"), says, command);
        }
        for (const file of ["diena.html", `incident-${KEY}.zip`]) assert.ok(existsSync(join(folder, file)), file);
        assert.match(readFileSync(join(folder, "diena.csv"), "utf8"), "T1-20261123-000123");
      } finally {
        await stopEmulator(child);
      }
    }));

  test(`an update is one file: a truncated one is refused by name, and the old one copied back works, in ${bits}-bit Wine`, () =>
    withRelease(async (folder) => {
      const { child, port } = await startEmulator(folder);
      try {
        writeConfig(folder, port);
        const bundle = join(folder, "rrpay.plugin.js");
        const old = readFileSync(bundle);
        writeFileSync(bundle, old.subarray(0, old.length / 2));
        const refused = await askDoctor(folder);
        assert.is(refused.status, 2);
        assert.match(JSON.stringify(refused.result), /rrpay\.plugin\.js/);
        writeFileSync(bundle, old);
        assert.is((await askDoctor(folder)).result.checks.find(({ id }) => id === "rrpay")?.status, "ok");
      } finally {
        await stopEmulator(child);
      }
    }));
}

test.run();
