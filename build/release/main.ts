/** `npm run package`: dist/gama-rrpay-<version>.zip, the one folder that a consultant copies. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { archiveOf } from "./archive.ts";
import { missingFiles, releaseFiles } from "./contents.ts";
import { signWith } from "./sign.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const command = process.env.GRP_SIGN;
const missing = missingFiles(root);
if (missing.length > 0) {
  console.error(
    `No release: ${missing.join(", ")} missing. npm run build says why the DLLs and programs are not built.`,
  );
  process.exitCode = 1;
} else {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string };
  const name = `gama-rrpay-${version}`;
  const zip = archiveOf(name, await releaseFiles(root, command === undefined ? undefined : signWith(command)));
  writeFileSync(`${root}/dist/${name}.zip`, zip);
  console.log(`dist/${name}.zip, ${zip.length} bytes, sha256 ${createHash("sha256").update(zip).digest("hex")}`);
}
