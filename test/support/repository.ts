/** The files of this repository. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Files under version control, or which `options` of git ls-files say; where git does not say, as in an unpacked archive,
 * all that no tool has made.
 */
export function listFiles(...options: readonly string[]): string[] {
  const { status, stdout } = spawnSync("git", ["ls-files", "-z", ...options], { cwd: root, encoding: "utf8" });
  if (status === 0) return stdout.split("\0").filter((file) => file !== "");
  const made = ["node_modules", "dist", ".cache", ".git"];
  return readdirSync(root)
    .filter((name) => !made.includes(name))
    .flatMap((name) =>
      statSync(join(root, name)).isDirectory()
        ? readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).map((file) => `${name}/${file}`)
        : [name],
    )
    .filter((file) => statSync(join(root, file)).isFile());
}
