/** npm run dev: a till over the sources, behind the emulator's page. */
import { fileURLToPath } from "node:url";
import { developBundle } from "../../esbuild.config.mjs";
import { type Page, startPage } from "../../test/emulator/page/server.ts";
import type { Developed } from "../../test/emulator/pos/shop.ts";
import { emulatorOptions, runEmulator } from "../../test/emulator/rrpay/run.ts";
import { readArguments } from "../arguments.mjs";
import { developing } from "./options.mjs";
import { follow } from "./watch.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const place = (path: string): string => `${root}${path}`;

/** Does one thing at a time; what is asked for meanwhile is done once more afterwards. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isAsked = false;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isAsked) {
      isAsked = false;
      await work();
    }
    isRunning = false;
  };
  return () => {
    isAsked = true;
    if (!isRunning) void run();
  };
}

/** Does something, and shows what is wrong here and on the page, where there is one yet. */
async function tried(page: Page | undefined, what: string, work: () => Promise<string>): Promise<boolean> {
  const startedAt = performance.now();
  try {
    const done = await work();
    console.log(`${done} in ${Math.round(performance.now() - startedAt)} ms.`);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${what}: ${message}\nThe last one that was right stays.`);
    page?.tell(`${what}: ${message.split("\n").filter(Boolean).join(" · ")}`);
    return false;
  }
}

/** The first bundle that can be built, however often a person has to save for it. */
async function firstBundle(build: () => Promise<boolean>): Promise<void> {
  while (!(await build()))
    await new Promise<void>((resolve) => {
      const end = follow(SOURCES, () => {
        end();
        resolve();
      });
    });
}

const SOURCES = ["plugin", "schemas/generated"].map(place);

const { inspect, engine, policy, port } = readArguments(developing);
const bundle = await developBundle();
let seal = "";
const build = (page?: Page) =>
  tried(page, "The bundle cannot be built", async () => {
    seal = await bundle.rebuild();
    return `Bundle ${seal.slice(0, 12)} is built`;
  });
await firstBundle(() => build());

const hostArgs = inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`];
const developed: Developed = {
  bundle: bundle.file,
  process: engine === "quickjs" ? { name: "quickjs" } : { name: "file", hostArgs },
};
const emulator = await runEmulator({
  ...emulatorOptions(["--policy", policy], { dir: place(".cache/dev/rrpay") }),
  onCrash: () => {},
});
const page = await startPage({
  ...{ rrpay: emulator.rrpay, dir: place(".cache/dev/till"), engine: engine === "quickjs" ? "quickjs" : "direct" },
  ...{ developed, port: Number(port ?? 0) },
}).catch((error: Error): never => {
  console.error(`The page cannot be opened: ${error.message}`);
  process.exit(69);
});
let running = seal;
const built = oneAtATime(async () => {
  if (!(await build(page))) return;
  // the same bundle after all: a comment, or a file that was saved without a change
  if (seal === running) return page.tell("");
  running = seal;
  await page.reload().catch((error: unknown) => page.tell(String(error)));
  console.log(`The till runs bundle ${seal.slice(0, 12)}.`);
});
const drawn = oneAtATime(async () => {
  await tried(page, "The page cannot be built", async () => {
    await page.rebuild();
    return "The page is built";
  });
});
const ends = [follow(SOURCES, built), follow([place("test/emulator/page/client")], drawn)];
console.log(`The page: ${page.url}`);
if (inspect !== undefined) console.log(`A debugger may attach to the till at 127.0.0.1:${inspect}.`);
console.log("Follows plugin/, schemas/generated/ and test/emulator/page/client/ until Ctrl+C.");

await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
for (const end of ends) end();
await page.stop();
await emulator.stop();
await bundle.dispose();
