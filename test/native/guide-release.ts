/** A release unpacked as DIEGIMAS.md says it, with RRPay's emulator in it started, under Wine. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { ensureWine, runWine, startWine, wineFolders } from "../../build/native/wine.mjs";
import { archiveOf } from "../../build/release/archive.ts";
import { type ReleaseFile, releaseFiles } from "../../build/release/contents.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { root, whyNoRelease } from "./available.ts";

/** The Lithuanian guide. */
export const guide = readFileSync(join(root, "docs/DIEGIMAS.md"), "utf8");

/** GAMA's width, where the kernel runs such programs; elsewhere the release's 64-bit DLL stands in for it. */
export const bits = (await ensureWine(32)) === undefined ? 32 : 64;

export async function whyNot(): Promise<string | undefined> {
  return (await whyNoRelease()) ?? (await ensureWine(bits))?.reason;
}

/** In 64-bit Wine: the release's other DLL and program. */
function takeWiderOnes(folder: string): void {
  for (const file of ["gama_rrpay.dll", "gama-rrpay.exe"]) copyFileSync(join(folder, "x64", file), join(folder, file));
}

/** The release's files as they lie in a till's folder here. */
export async function filesAsUnpacked(): Promise<ReleaseFile[]> {
  const files = await releaseFiles(root);
  const wide = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return bits === 32 ? files : files.map(({ path, bytes }) => ({ path, bytes: wide.get(`x64/${path}`) ?? bytes }));
}

/** Step 1: the release unpacked into a folder that Windows programs see. */
export async function withRelease(body: (folder: string) => Promise<void>): Promise<void> {
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
export function startEmulator(folder: string): Promise<{ child: ChildProcess; port: number }> {
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
export async function stopEmulator(child: ChildProcess): Promise<void> {
  child.removeAllListeners("exit").kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Step 2: the example copied and changed as the guide says; the data folder is the test's own. */
export function writeConfig(folder: string, port: number): void {
  copyFileSync(join(folder, "gama-rrpay.example.json"), join(folder, "gama-rrpay.json"));
  const text = readFileSync(join(folder, "gama-rrpay.json"), "utf8")
    .replace('"port": 8917', `"port": ${port}`)
    .replace('"allowEmulator": false', '"allowEmulator": true')
    .replace(/"dataDir": "[^"]*"/, '"dataDir": "data"');
  writeFileSync(join(folder, "gama-rrpay.json"), text);
}

export async function askDoctor(folder: string): Promise<{ status: unknown; result: DoctorResult }> {
  const { status, output } = await runWine(bits, folder, "gama-rrpay.exe", ["doctor", "--json"]);
  return { status, result: JSON.parse(Buffer.from(output, "latin1").toString("utf8")) as DoctorResult };
}
