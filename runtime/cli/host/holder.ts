/** Which program holds the lock of a data folder, as far as Linux says. gama-rrpay.exe asks Windows itself. */
import { readFileSync, statSync } from "node:fs";
import { STATUS } from "../../../schemas/generated/program.ts";
import { Failure } from "./files.ts";

/** The name of the process that holds this lock file. */
export function holderOf(lockFile: string): string {
  try {
    const { ino } = statSync(lockFile);
    const lock = readFileSync("/proc/locks", "utf8")
      .split("\n")
      .find((line) => / FLOCK /.test(line) && line.includes(`:${ino} `));
    const process = /^\d+: FLOCK +\S+ +\S+ +(\d+) /.exec(lock ?? "")?.[1];
    if (process !== undefined) return readFileSync(`/proc/${process}/comm`, "utf8").trim();
  } catch {
    // Nobody holds it any more, or this system does not say.
  }
  throw new Failure(STATUS.missing);
}
