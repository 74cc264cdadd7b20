// Only on Node: what Bun has imported of node:fs cannot be exchanged.
// A link that takes a file's place between a question about the name and the opening of it is not followed.
import fs, { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Failure, readPiece, writeFile } from "../../runtime/cli/host/files.ts";
import { STATUS, WRITE } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";

const test = suite("a file that is exchanged for a link");

/** Whoever may write the folder exchanges its file right after anybody has asked what its name stands for. */
function whileSwapped(work: (path: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "grp-swap-"));
  const [path, foreign] = [join(folder, "file.txt"), join(folder, "foreign.txt")];
  writeFileSync(path, "own");
  writeFileSync(foreign, "foreign");
  const { lstatSync } = fs;
  let isSwapped = false;
  const swap = () => {
    if (isSwapped) return;
    isSwapped = true;
    renameSync(path, join(folder, "was.txt"));
    symlinkSync(foreign, path);
  };
  exchange((...args: Parameters<typeof lstatSync>) => {
    const found = lstatSync(...args);
    swap();
    return found;
  });
  try {
    // where nobody asks, the link stands there from the beginning
    work(path);
    swap();
    work(path);
    return readFileSync(foreign, "utf8");
  } finally {
    exchange(lstatSync);
    rmSync(folder, { recursive: true });
  }
}

function exchange(lstatSync: unknown): void {
  Object.assign(fs, { lstatSync });
  syncBuiltinESMExports();
}

const isLinkRefusal = (error: unknown) => error instanceof Failure && error.status === STATUS.link;

if (process.platform !== "win32") {
  test("what is read is never what the link leads to", () => {
    const read: string[] = [];
    whileSwapped((path) => {
      try {
        read.push(Buffer.from(readPiece(path, 0, 100)).toString());
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ELOOP")) assert.ok(isLinkRefusal(error));
      }
    });
    assert.not(read.includes("foreign"));
  });

  for (const [name, mode] of [
    ["appended", WRITE.append],
    ["replaced", WRITE.replace],
  ] as const)
    test(`nothing is ${name} where the link leads`, () => {
      const foreign = whileSwapped((path) => {
        try {
          writeFile(path, mode, new TextEncoder().encode(" more"), "any folder");
        } catch (error) {
          if (!(error instanceof Error && "code" in error && error.code === "ELOOP")) assert.ok(isLinkRefusal(error));
        }
      });
      assert.is(foreign, "foreign");
    });
}

test.run();
