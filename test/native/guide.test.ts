// Only with --all: it packs a release and follows the guide under Wine.
// Only on Node: it runs Windows programs under Wine, which know nothing of the host.
// Time limit: 900 s
/** The six steps of DIEGIMAS.md, done by a script that does only what the guide says, with the release's own files. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import * as assert from "uvu/assert";
import { ensureWine, runWine, startWine, wineFolders } from "../../build/native/wine.mjs";
import { archiveOf } from "../../build/release/archive.ts";
import { releaseFiles } from "../../build/release/contents.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { fieldsOf } from "../../runtime/cli/fields.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { root, whyNoRelease } from "./available.ts";
import { windowsProgram } from "./programs.ts";

const test = suite("the installation guide");

/** The text of the guide's numbered steps. */
const guide = readFileSync(join(root, "docs/DIEGIMAS.md"), "utf8");
const steps = guide.split("\n## ")[1]?.match(/^\d\. .*$/gm) ?? [];

test("there are at most six steps to the first sale, in both languages", () => {
  assert.ok(steps.length > 0 && steps.length <= 6);
  const english = readFileSync(join(root, "docs/INSTALL.en.md"), "utf8");
  assert.is(english.split("\n## ")[1]?.match(/^\d\. .*$/gm)?.length, steps.length);
});

/** GAMA's width, where the kernel runs such programs; elsewhere the release's 64-bit DLL stands in for it. */
const bits = (await ensureWine(32)) === undefined ? 32 : 64;

async function whyNot(): Promise<string | undefined> {
  return (await whyNoRelease()) ?? (await ensureWine(bits))?.reason;
}

/** In 64-bit Wine: the release's other DLL and program. */
function takeWiderOnes(folder: string): void {
  for (const file of ["gama_rrpay.dll", "gama-rrpay.exe"]) copyFileSync(join(folder, "x64", file), join(folder, file));
}

/** Step 1: the release unpacked into a folder that Windows programs see. */
async function withRelease(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(wineFolders(bits), "guide-"));
  try {
    const zip = unzipSync(archiveOf("gama-rrpay", await releaseFiles(root)));
    for (const [name, bytes] of Object.entries(zip)) {
      const path = join(folder, name.replace(/^gama-rrpay\//, ""));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    if (bits === 64) takeWiderOnes(folder);
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Step 3: the command of the guide, on a port that is free here. Resolves with the port once it is told. */
function startEmulator(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const [, command = ""] = /`gama-rrpay\.exe (emulator --till \d)`/.exec(guide) ?? [];
  const { child, output } = startWine(bits, folder, "gama-rrpay.exe", [...command.split(" "), "--port", "0"]);
  return new Promise((resolve, reject) => {
    const said = () => (existsSync(output) ? readFileSync(output, "latin1") : "");
    const watcher = watch(folder, () => {
      const port = /127\.0\.0\.1:(\d+)/.exec(said())?.[1];
      if (port === undefined) return;
      watcher.close();
      resolve({ child, port: Number(port) });
    });
    child.on("error", reject).on("exit", () => reject(new Error(`the emulator ended: ${said()}`)));
  });
}

/** As Ctrl+C does. Resolves when nothing of it holds a file any more. */
async function stopEmulator(child: ChildProcess): Promise<void> {
  child.removeAllListeners("exit").kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Step 2: the example copied and changed as the guide says; the data folder is the test's own. */
function writeConfig(folder: string, port: number): void {
  copyFileSync(join(folder, "gama-rrpay.example.json"), join(folder, "gama-rrpay.json"));
  const text = readFileSync(join(folder, "gama-rrpay.json"), "utf8")
    .replace('"port": 8917', `"port": ${port}`)
    .replace('"allowEmulator": false', '"allowEmulator": true')
    .replace(/"dataDir": "[^"]*"/, '"dataDir": "data"');
  writeFileSync(join(folder, "gama-rrpay.json"), text);
}

async function askDoctor(folder: string): Promise<{ status: unknown; result: DoctorResult }> {
  const { status, output } = await runWine(bits, folder, "gama-rrpay.exe", ["doctor", "--json"]);
  return { status, result: JSON.parse(Buffer.from(output, "latin1").toString("utf8")) as DoctorResult };
}

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

/** What each command of that page says here, in its order; Wine's own code page makes the doctor warn. */
const SATURDAY: Readonly<Record<string, { readonly codes: readonly number[]; readonly says: RegExp }>> = {
  doctor: { codes: [0, 1], says: /^ok {4}lock /m },
  "journal show": { codes: [0], says: /išsiųsta: pardavimas T1-20261123-000123/ },
  "journal repair": { codes: [0], says: /^padėta į šalį: 00000001-\d{8}\.jsonl\.damaged/m },
  "journal pair": { codes: [0], says: /^Sąsaja su RRPay saugykla \S+ panaikinta/m },
  "journal resolve": { codes: [0, 1], says: /Sprendimo nelaukia niekas|Nenuspręsta/ },
  "journal list": { codes: [0], says: /įrašų: \d+, baitų: \d+, tvarkingas/ },
  "journal export": { codes: [0, 1], says: /mokėjimo bandymų 1/ },
  verify: { codes: [0], says: /nepažeistas, sha256/ },
  "--version": { codes: [0], says: /^gama-rrpay \d/ },
};

/** The page's own command, its example values replaced by those of this day. */
function saturdayCommand(name: string): string[] {
  const page = guide.split("\n## ").find((part) => part.startsWith("Blogas šeštadienis")) ?? "";
  const commands = [...page.matchAll(/`gama-rrpay ([^`]+)`/g)].map(([, command = ""]) => command);
  const found = commands.find((one) => one.startsWith(name));
  assert.ok(found !== undefined, `the guide has no command ${name}`);
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const words = (found ?? "").replace("2026-11-28", today).replace("RAKTAS", "T1-20261123-000123").split(" ");
  return [...words, "--language", "lt"];
}

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

  test(`a bad Saturday has a command for each trouble, and it is in the release, in ${bits}-bit Wine`, () =>
    withRelease(async (folder) => {
      const { child, port } = await startEmulator(folder);
      try {
        writeConfig(folder, port);
        await sellAsGama(folder);
        for (const [command, expected] of Object.entries(SATURDAY)) {
          const line = saturdayCommand(command);
          if (command === "journal repair") spoilJournal(folder);
          const { status, output } = await runWine(bits, folder, "gama-rrpay.exe", line);
          assert.ok(expected.codes.includes(Number(status)), `${command}: ${status} ${output}`);
          assert.match(Buffer.from(output, "latin1").toString("utf8"), expected.says, command);
        }
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
