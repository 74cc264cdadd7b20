// What is linked for a target, a library or a program: built from the sources as they are, and only where it can be.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { hash, run } from "./compile.mjs";
import { finishPe } from "./pe.mjs";
import { cacheDir, distDir, root } from "./places.mjs";
import { ensureTools } from "./tools.mjs";

/**
 * Makes sure that products are built. A product is { target, name, output, link, libraries, objects(), keepsSymbols }:
 * `name` is its own among all products, `output` its place in dist/, `objects` compiles what is linked.
 * Returns { built: [{ target, path }], skipped: [{ target, reason, how }] }; throws when something does not compile.
 */
export async function ensureProducts(products, log) {
  const built = [];
  const skipped = [];
  for (const product of products) {
    const target = product.target.name;
    const missing = missingFor(product, log);
    if (missing) skipped.push({ target, ...missing });
    else built.push({ target, path: await ensureLinked(product, log) });
  }
  return { built, skipped };
}

/** Why a product cannot be built here, or undefined. */
function missingFor({ target, output }, log) {
  if (process.platform !== "linux" || process.arch !== "x64")
    return {
      reason: `built on Linux x64 only, this is ${process.platform} ${process.arch}`,
      how: "use quickjs-emscripten",
    };
  // The daily test run tests what is built, made anew where its sources changed, and compiles no engine.
  if (process.env.GRP_BUILD === "never" && !existsSync(`${distDir}/${output}`))
    return { reason: "not built here", how: "npm run build" };
  return ensureTools(target.commands, log);
}

/** Links a product unless the very same objects were linked the last time, and returns its path. */
async function ensureLinked(product, log) {
  const { target, name, link: flags, libraries } = product;
  const output = `${distDir}/${product.output}`;
  const objects = await product.objects();
  const key = hash([JSON.stringify([target, flags, libraries]), ...objects.map((object) => basename(object))]);
  const stamp = `${cacheDir}/linked/${name}`;
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return output;
  await link(product, objects, output);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  log(`Built ${relative(root, output)}`);
  return output;
}

/** Links, keeps a library's symbols aside, strips. */
async function link({ target, name, link: flags, libraries, keepsSymbols }, objects, output) {
  // Linked under its own name, which a library's export directory repeats.
  const place = `${cacheDir}/link-${name}-${process.pid}`;
  const partial = `${place}/${basename(output)}`;
  mkdirSync(place, { recursive: true });
  mkdirSync(dirname(output), { recursive: true });
  await run(target.compiler, [...flags, ...objects, ...libraries, "-o", partial]);
  if (keepsSymbols) {
    const symbols = `${distDir}/symbols/${target.name}`;
    mkdirSync(symbols, { recursive: true });
    copyFileSync(partial, `${symbols}/${basename(output)}`);
  }
  await run(target.objcopy, ["--strip-all", partial]);
  if (target.platform === "win32") finishPe(partial);
  // A process that has the old one loaded keeps it: the name moves to a new file.
  copyFileSync(partial, `${output}.partial`);
  renameSync(`${output}.partial`, output);
  rmSync(place, { recursive: true });
}
