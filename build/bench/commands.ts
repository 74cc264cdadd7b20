/** What a person waits for who types a command: the whole process, on the till's own program and on Node. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../native/places.mjs";
import type { Figures } from "./figures.ts";
import type { Recording } from "./recording.ts";
import { timeEach } from "./samples.ts";
import { withPlace, writeSegment } from "./till.ts";

/** Commands that only read, as they are called in the table. */
const COMMANDS: Readonly<Record<string, (data: string) => readonly string[]>> = {
  "--version": () => ["--version"],
  "--help": () => ["--help"],
  "journal list": (data) => ["journal", "list", data],
  report: () => ["report", "--day", "2026-01-01"],
  doctor: () => ["doctor"],
};

/** Where each host's program is, and what starts it. */
const HOSTS: Readonly<Record<string, readonly [file: string, ...host: string[]]>> = {
  native: [join(root, "dist/linux-x64/gama-rrpay")],
  Node: [join(root, "dist/gama-rrpay.mjs"), process.execPath],
};

/** Measures each command on each host, over a folder with one segment. */
export function measureCommands(figures: Figures, recording: Recording, rounds: number): Promise<void> {
  return withPlace(1, async (place) => {
    writeSegment(place, recording);
    const cwd = dirname(place.config);
    for (const [host, [file, ...before]] of Object.entries(HOSTS)) {
      if (!existsSync(file)) figures.skip(`commands on ${host}`, "not built on this machine");
      else
        for (const [name, argsOf] of Object.entries(COMMANDS))
          await figures.measure(`${name} on ${host}`, async () => {
            const [program = file, ...args] = [...before, file, ...argsOf(place.data)];
            figures.add("command", `${host}: ${name}`, await timeEach(rounds, () => end(program, args, cwd)));
          });
    }
  });
}

/** How a command ends is its own matter, but it has to end by itself. */
function end(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (status === null) throw error ?? new Error("it was ended by a signal");
}
