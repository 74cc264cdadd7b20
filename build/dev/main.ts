/** npm run dev: a till over the sources, behind the emulator's page. */
import { fileURLToPath } from "node:url";
import { buildLoader, buildTillProcess, developBundle } from "../../esbuild.config.mjs";
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

/** What the till runs in, and what it needs of the command line. */
const RUNTIME = ["runtime/node", "runtime/loader"].map(place);
const SERVERS = ["test/emulator/rrpay", "test/emulator/pos", "test/emulator/page"].map(place);
const CLIENT = place("test/emulator/page/client");

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
const hosted = oneAtATime(async () => {
  const isBuilt = await tried(page, "The till's runtime cannot be built", async () => {
    await Promise.all([buildLoader(), buildTillProcess()]);
    return "The till's runtime is built";
  });
  if (!isBuilt) return;
  await page.reload().catch((error: unknown) => page.tell(String(error)));
  console.log("The till has started again with it.");
});
/** The emulator and the page's server are this very program, which cannot exchange itself. */
const outdated = (): void => {
  const what = "The emulator's own files have changed: end npm run dev and start it again to run them.";
  console.log(what);
  page.tell(what);
};
const ends = [
  follow(SOURCES, built),
  follow([CLIENT], drawn),
  follow(RUNTIME, hosted),
  follow(SERVERS, outdated, [CLIENT]),
];
console.log(`The page: ${page.url}`);
if (inspect !== undefined) console.log(`A debugger may attach to the till at 127.0.0.1:${inspect}.`);
console.log("Follows plugin/, schemas/generated/, runtime/node/, runtime/loader/ and the page's client until Ctrl+C.");

await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
for (const end of ends) end();
await page.stop();
await emulator.stop();
await bundle.dispose();
