// What a fresh machine lacks: called by every npm script before it imports anything that is not part of Node.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The project's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Ends the program with one readable line. */
export function giveUp(message) {
  console.error(message);
  process.exit(1);
}

/** Makes sure that Node is new enough and that node_modules holds what package-lock.json says. */
export function setUp() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) giveUp(`Node 20 or newer is needed, this is ${process.versions.node}. See https://nodejs.org`);
  if (dependenciesAreInstalled()) return;
  console.log("Installing the dependencies (npm ci), once:");
  const { status } = npm(["ci", "--no-audit", "--no-fund"]);
  if (status !== 0) giveUp("npm ci failed: see its messages above. A connection to the npm registry is needed once.");
}

/** True when every package of the lock file is there in its version; optional ones may be missing on this system. */
function dependenciesAreInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8")).packages;
    const installed = JSON.parse(readFileSync(`${root}/node_modules/.package-lock.json`, "utf8")).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === "" || (optional && !installed[path]) || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function npm(args) {
  const viaNpm = process.env.npm_execpath?.endsWith(".js");
  return viaNpm
    ? spawnSync(process.execPath, [process.env.npm_execpath, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
}

/** Builds the scripts and the command line into dist/. */
export async function buildScripts() {
  const { buildAll } = await import("../esbuild.config.mjs");
  // esbuild has shown its errors already.
  await buildAll().catch(() => giveUp("The build failed: see the messages above."));
}

/**
 * Builds the native shim where its tools are there or can be installed; otherwise says what is missing and goes on.
 * Returns the targets that should have been built and could not be (`failed`, and in `problems` why), and those left out.
 */
export async function buildNative(targets) {
  const { ensureNative } = await import("./native/build.mjs");
  return buildEach("Native shim", ensureNative, targets);
}

/** Builds gama-rrpay(.exe) in the same way. */
export async function buildPrograms(targets) {
  const { ensureProgram } = await import("./native/program.mjs");
  return buildEach("gama-rrpay", ensureProgram, targets);
}

async function buildEach(what, ensure, targets) {
  const failed = [];
  const problems = [];
  const skippedTargets = [];
  for (const target of targets) {
    try {
      const { skipped } = await ensure({ targets: [target], log: console.log });
      for (const { reason, how } of skipped) {
        console.log(`${what} for ${target} skipped: ${reason}. ${how}`);
        skippedTargets.push(target);
      }
    } catch (error) {
      const problem = `${what} for ${target} failed: ${error instanceof Error ? error.message : error}`;
      console.error(problem);
      problems.push(problem);
      failed.push(target);
    }
  }
  return { failed, problems, skipped: skippedTargets };
}

/** Runs a TypeScript program of this project in this very process; it finds its arguments in process.argv. */
export async function run(program) {
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(`${root}/${program}`).href);
}
