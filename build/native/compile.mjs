// Objects cached by everything that goes into them, so that a second build is a link at most.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { basename } from "node:path";
import { cacheDir, root } from "./places.mjs";

const compilerVersions = new Map();

/**
 * Compiles one C file to an object in the cache and returns the object's path.
 * `headers` are the files that it may include: they are part of the cache's key, together with the flags and the
 * compiler's own version. Paths inside the object are relative, so that the same sources give the same bytes anywhere.
 */
export async function compile({ compiler, flags, source, headers, includes }) {
  const version = await versionOf(compiler);
  const files = [source, ...headers].map((file) => readFileSync(file));
  const key = hash([compiler, version, basename(source), ...flags, ...headers.map((h) => basename(h)), ...files]);
  const object = `${cacheDir}/objects/${basename(source)}-${key}.o`;
  if (existsSync(object)) return object;
  mkdirSync(`${cacheDir}/objects`, { recursive: true });
  const partial = `${object}.${process.pid}.partial`;
  // The last one that fits is taken, and the cache may lie inside the project.
  const maps = [`-ffile-prefix-map=${root}/=`, `-ffile-prefix-map=${cacheDir}/=`];
  const paths = includes.map((folder) => `-I${folder}`);
  await run(compiler, [...flags, ...maps, ...paths, "-c", source, "-o", partial]);
  renameSync(partial, object);
  return object;
}

/** Runs a program and gives its standard output; what it says on standard error is the error's text. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      err += text;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${program} ${args.join(" ")}\nended with ${code}\n${err}${out}`)),
    );
  });
}

/** Maps with at most `width` tasks at a time, keeping the order. */
export async function inParallel(items, width, task) {
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await task(items[index]);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

/** SHA-256 of strings and buffers, each with its length so that none runs into the next. */
export function hash(parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  return sum.digest("hex").slice(0, 32);
}

async function versionOf(compiler) {
  if (!compilerVersions.has(compiler)) compilerVersions.set(compiler, run(compiler, ["--version"]));
  return compilerVersions.get(compiler);
}
