/** What a person waits for who types a command: the whole process, on the till's own program and on Node. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../native/places.mjs";
import type { Figures } from "./figures.ts";
import { record } from "./recording.ts";
import { timeEach } from "./samples.ts";
import { withPlace, writeSegment } from "./till.ts";

/** Commands that only read. Their folder holds one segment. */
const COMMANDS = [["--version"], ["--help"], ["journal", "list"], ["report", "--day", "2026-01-01"], ["doctor"]];

const HOSTS: readonly {
  readonly name: string;
  readonly file: string;
  readonly start: readonly [string, ...string[]];
}[] = [
  { name: "native", file: "linux-x64/gama-rrpay", start: [join(root, "dist/linux-x64/gama-rrpay")] },
  { name: "Node", file: "gama-rrpay.mjs", start: [process.execPath, join(root, "dist/gama-rrpay.mjs")] },
];

/** Measures each command on each host. How it ends is its own matter, but it has to end by itself. */
export async function measureCommands(figures: Figures, rounds: number): Promise<void> {
  const recording = record();
  await withPlace(1, async (place) => {
    writeSegment(place, recording);
    for (const { name, file, start } of HOSTS) {
      if (!existsSync(join(root, "dist", file))) {
        figures.skip(`commands on ${name}`, "not built on this machine");
        continue;
      }
      for (const command of COMMANDS) {
        const [program, ...before] = start;
        const options = { cwd: join(place.data, ".."), encoding: "utf8" } as const;
        const args = [...before, ...command, ...(command[0] === "journal" ? [place.data] : [])];
        await figures.measure(`${command.join(" ")} on ${name}`, async () => {
          const took = await timeEach(rounds, () => {
            const { status, error } = spawnSync(program, args, options);
            if (status === null) throw error ?? new Error("it was ended by a signal");
          });
          figures.add(
            "command",
            `${name}: ${command[0]}${command[1]?.startsWith("-") ? "" : ` ${command[1] ?? ""}`}`.trim(),
            took,
          );
        });
      }
    }
  });
}
