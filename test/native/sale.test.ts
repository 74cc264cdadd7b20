// A real sale through the DLL as Visual FoxPro makes it: 32-bit process, stdcall pointers, ANSI strings, SPACE(n) buffers,
// the bundle that ships, an RRPay that answers. In 32-bit and 64-bit Wine, and on the .so.
// Time limit: 900 s
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Run } from "../../runtime/cli/trace/lines.ts";
import { replayTrace } from "../../runtime/cli/trace/replay.ts";
import { openTrace, readRuns, sourceOf } from "../../runtime/cli/trace/source.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../emulator/rrpay/server.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library, root } from "./available.ts";
import { linuxProgram, windowsProgram } from "./programs.ts";

/** What runs a host: its library, and how the program is started in a folder. */
interface Runner {
  readonly name: string;
  readonly base: string;
  readonly library: string;
  readonly program: string;
  readonly start: (folder: string) => Promise<{ readonly status: number | string | null; readonly output: string }>;
}

/** A folder as a consultant makes it, with an RRPay on its port. */
class Shop {
  readonly folder: string;
  readonly rrpay: Rrpay;
  readonly #runner: Runner;

  constructor(runner: Runner, folder: string, rrpay: Rrpay) {
    this.folder = folder;
    this.rrpay = rrpay;
    this.#runner = runner;
    const settings = {
      till: "1",
      rrpay: { port: rrpay.port, allowEmulator: true },
      dataDir: "Duomenys ąčęėįšųūž/{till}",
    };
    writeFileSync(join(folder, "gama-rrpay.json"), JSON.stringify(settings));
    copyFileSync(`${root}/dist/rrpay.plugin.js`, join(folder, "rrpay.plugin.js"));
    copyFileSync(runner.library, join(folder, "gama_rrpay.dll"));
    copyFileSync(runner.program, join(folder, "vfp.exe"));
  }

  /** A payload as GAMA passes it: windows-1257, CRLF. */
  write(name: string, lines: string | readonly string[]): void {
    const text = typeof lines === "string" ? lines : lines.map((line) => `${line}\n`).join("");
    writeFileSync(join(this.folder, name), encodeWindows1257(text.replace(/\r?\n/g, "\r\n")));
  }

  /** Starts the host with a script, and gives what it printed when it has ended well. */
  async gama(script: readonly string[]): Promise<string> {
    writeFileSync(join(this.folder, "script.txt"), script.map((line) => `${line}\n`).join(""));
    const { status, output } = await this.#runner.start(this.folder);
    assert.is(status, 0, output);
    return output;
  }

  /** Leaves a file that the host waits for, until the host has removed it or has ended. */
  async writeUntilRemoved(name: string, host: Promise<unknown>): Promise<void> {
    const path = join(this.folder, name);
    const watcher = watch(this.folder);
    writeFileSync(path, "");
    const removed = new Promise<void>((resolve) => {
      watcher.on("change", () => existsSync(path) || resolve());
    });
    await Promise.race([removed, host]).finally(() => watcher.close());
  }

  /** A result's fields. */
  result(name: string): Map<string, string> {
    const text = new TextDecoder("windows-1257").decode(readFileSync(join(this.folder, name)));
    assert.ok(text.startsWith("\r\n") && text.endsWith("\r\n"), "a whole number of lines");
    return new Map(
      text
        .trim()
        .split("\r\n")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }
}

/** What each library has traced in this file. */
const traced = new Map<Runner, readonly Run[]>();

const host = new NodeHost({ print: () => {}, ask: async () => undefined });

async function tracedIn(dataDir: string): Promise<readonly Run[]> {
  return host.run(readRuns(await host.run(openTrace(dataDir, "en"))));
}

async function withShop(
  runner: Runner,
  options: Omit<RrpayOptions, "dir" | "port">,
  body: (shop: Shop) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(runner.base, "grp-shop-"));
  const rrpay = await startRrpay({ ...options, dir: join(folder, "rrpay"), port: 0 });
  try {
    await body(new Shop(runner, folder, rrpay));
    const runs = await tracedIn(join(folder, "Duomenys ąčęėįšųūž", "1"));
    traced.set(runner, [...(traced.get(runner) ?? []), ...runs]);
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const saleText = readFileSync(`${root}/build/demo/sale.txt`, "utf8");
const saleKey = /^saleKey=(.*)$/m.exec(saleText)?.[1] ?? "";
const pos = ["window=pos", "till=1", "operator=ONA"];
const saved = ["window=settlement", "kind=sale", `saleKey=${saleKey}`, "saved=true"];
const voided = ["scope=completed", `saleKey=${saleKey}`, "operator=ONA"];

const sales = suite("a sale as Visual FoxPro makes it");

function describe(runner: Runner): void {
  sales(`${runner.name}: opens the till, sells, is told that it is saved, and takes it back`, () =>
    withShop(runner, { policy: "mixed" }, async (shop) => {
      shop.write("pos.txt", pos);
      shop.write("sale.txt", saleText);
      shop.write("saved.txt", saved);
      shop.write("void.txt", voided);
      const output = await shop.gama([
        "init pos.txt pos.out 0",
        "init sale.txt sale.out 0",
        "close saved.txt saved.out 0",
        "void void.txt void.out 0",
      ]);
      assert.match(output, /boot: 1/);
      assert.is(shop.result("pos.out").get("status"), "ready");
      const sale = shop.result("sale.out");
      assert.is(sale.get("outcome"), "approved");
      assert.is(sale.get("saleKey"), saleKey);
      assert.is(sale.get("fiscal.state"), "printed");
      assert.ok(Number(sale.get("payments.count")) > 0);
      assert.is(shop.result("saved.out").get("status"), "acknowledged");
      assert.is(shop.result("void.out").get("outcome"), "voided");
      assert.is(shop.rrpay.moneyTakenCents(saleKey), 0);
      const data = join(shop.folder, "Duomenys ąčęėįšųūž", "1");
      assert.equal(readdirSync(data).sort(), ["journal", "log", "till.lock", "trace"]);
    }),
  );

  sales(`${runner.name}: GAMA ends while the customer pays, and the same sale comes back paid, once`, () =>
    withShop(runner, { policy: "wait" }, async (shop) => {
      shop.write("sale.txt", saleText);
      shop.write("pos.txt", pos);
      const first = shop.gama(["leave init sale.txt flag"]);
      await shop.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      writeFileSync(join(shop.folder, "flag"), "");
      assert.match(await first, /left/);
      for (const { id } of shop.rrpay.transactions()) shop.rrpay.operator.pay(id);
      await shop.gama(["init pos.txt pos.out 0", "init sale.txt sale.out 0"]);
      assert.is(shop.result("sale.out").get("outcome"), "approved");
      assert.is(shop.rrpay.transactions().length, 1);
    }),
  );

  sales(`${runner.name}: the library is freed and loaded again while a payment runs, and Esc still cancels it`, () =>
    withShop(runner, { policy: "wait" }, async (shop) => {
      shop.write("sale.txt", saleText);
      shop.write("second.txt", saleText.replace(saleKey, `${saleKey}-2`));
      const unloaded = shop.gama(["unload init sale.txt sale.out flag"]);
      await shop.rrpay.until((rrpay) => rrpay.transactions().length === 1);
      await shop.writeUntilRemoved("flag", unloaded);
      for (const { id } of shop.rrpay.transactions()) shop.rrpay.operator.pay(id);
      await unloaded;
      assert.is(shop.result("sale.out").get("outcome"), "approved");
      shop.write("saved.txt", saved);
      await shop.gama(["close saved.txt saved.out 0", "init second.txt second.out 3"]);
      assert.is(shop.result("second.out").get("outcome"), "cancelled");
      assert.is(shop.rrpay.moneyTakenCents(`${saleKey}-2`), 0);
    }),
  );

  for (const engine of ["quickjs", "direct"])
    sales(`${runner.name}: what it has traced in these sales is replayed byte for byte on ${engine}`, async () => {
      const own = traced.get(runner) ?? [];
      const steps = own.reduce((sum, run) => sum + run.steps.length, 0);
      assert.ok(own.length >= 3 && steps > 20, `${own.length} starts, ${steps} steps`);
      const options = { bundle: `${root}/dist/rrpay.plugin.js`, engine, mode: "strict" } as const;
      const replayed = await host.run(replayTrace(sourceOf(own), options));
      assert.equal([replayed.differences, replayed.steps], [[], steps]);
    });
}

const arguments_ = ["gama_rrpay.dll", "gama-rrpay.json", "script.txt"];
const bundleIsBuilt = existsSync(`${root}/dist/rrpay.plugin.js`);
const linux = await library("linux-x64");
if (!bundleIsBuilt) skip("a sale as Visual FoxPro makes it", "the bundle is not built: npm run build");
else {
  if (linux.type === "absent") skip("a sale on the .so", linux.reason);
  else {
    const program = await linuxProgram("vfp_host", ["vfp_host.c", "host.c"]);
    const start = async (folder: string) => ({ status: 0, output: await run(program, arguments_, { cwd: folder }) });
    describe({ name: "the .so", base: tmpdir(), library: linux.value, program, start });
  }
  for (const bits of [32, 64] as const) {
    const dll = await library(bits === 32 ? "win-x86" : "win-x64");
    const noWine = dll.type === "absent" ? dll : await ensureWine(bits, console.log);
    if (dll.type === "absent" || noWine) {
      skip(`a sale on the ${bits}-bit DLL`, noWine?.reason ?? "");
      continue;
    }
    const program = await windowsProgram(bits, "vfp_host", ["vfp_host.c", "host.c"]);
    const start = (folder: string) => runWine(bits, folder, "vfp.exe", arguments_);
    describe({ name: `the ${bits}-bit DLL`, base: wineFolders(bits), library: dll.value, program, start });
  }
}

sales.run();
