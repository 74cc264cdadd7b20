/** What Linux counts of a process's memory. */
import { readFileSync } from "node:fs";

/** What is resident, or the most that ever was. Throws where there is no such process, and elsewhere than on Linux. */
export function statusBytes(field: "VmRSS" | "VmHWM", process: number | "self" = "self"): number {
  const status = readFileSync(`/proc/${process}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
}
