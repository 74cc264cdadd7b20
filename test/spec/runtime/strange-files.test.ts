/** What is no file, or is larger than any of ours, is refused at once: a start waits for nothing, and reads no disk full. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { CAPS } from "../../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { suite } from "../../support/suite.ts";
import { closeFully, line, linked, makeGrp, onEveryEngine, withFolder, writeSegment, writeTill } from "./host.ts";

const pipe = (path: string) => void execFileSync("mkfifo", [path]);
/** A file with a hole, which takes no room on the disk. */
const large = (sizeBytes: number) => (path: string) => {
  writeFileSync(path, line("{}"));
  truncateSync(path, sizeBytes);
};
const device = (path: string) => void execFileSync("ln", ["-s", "/dev/zero", path]);

/** What lies where the journal is read at a boot, and the segments beside it. */
const PLACES = [
  ["the newest segment", "00000002-20260102.jsonl", { "00000001-20260101.jsonl": line("{}") }],
  [
    "the segment that the newest one names",
    "00000001-20260101.jsonl",
    { "00000002-20260102.jsonl": linked("{}", 1, line("{}")) },
  ],
  ["the segment below one without a link", "00000001-20260101.jsonl", { "00000002-20260102.jsonl": line("{}") }],
] as const;

onEveryEngine((engine) => {
  const test = suite(`strange files on ${engine}`);

  /** How the boot of a till ends, in whose folder something was put. */
  const bootOf = (put: (folder: string) => void): Promise<number> => {
    let state = 0;
    return withFolder(async (folder) => {
      const config = writeTill(folder, {});
      put(folder);
      const grp = makeGrp(engine);
      const session = grp.open(config);
      while (state === 0) state = await grp.poll(session, 0, 1000);
      await closeFully(grp, session);
    }).then(() => state);
  };

  if (process.platform !== "win32")
    for (const [where, name, others] of PLACES)
      for (const [what, make] of [
        ["a pipe", pipe],
        ["a file larger than any segment", large(CAPS.measuredBytes + 1)],
      ] as const)
        test(`${what} in the place of ${where}: the journal is not read`, async () => {
          const put = (folder: string) => {
            for (const [other, content] of Object.entries(others)) writeSegment(folder, other, content);
            const path = join(folder, "data", "journal", name);
            mkdirSync(dirname(path), { recursive: true });
            make(path);
          };
          assert.is(await bootOf(put), NUMBERS["journal-unreadable"]);
        });

  if (process.platform !== "win32")
    for (const [what, file, make, code] of [
      ["a pipe for the bundle", "rrpay.plugin.js", pipe, "bundle-missing"],
      ["a device without end for the bundle", "rrpay.plugin.js", device, "bundle-missing"],
      ["a bundle without end", "rrpay.plugin.js", large(2 ** 40), "bundle-damaged"],
      ["a pipe for the config", "gama-rrpay.json", pipe, "config-missing"],
      ["a device without end for the config", "gama-rrpay.json", device, "config-missing"],
      ["a config without end", "gama-rrpay.json", large(2 ** 40), "config-too-large"],
    ] as const)
      test(`${what} is ${code}`, async () => {
        const put = (folder: string) => {
          rmSync(join(folder, file));
          make(join(folder, file));
        };
        assert.is(await bootOf(put), NUMBERS[code]);
      });

  test.run();
});
