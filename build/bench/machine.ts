/** What a run was made on: figures without it say nothing. */
import { spawnSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { findBun } from "./programs.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
  readonly node: string;
  /** Empty where there is none. */
  readonly bun: string;
  /** The load of the last minute when the run began. */
  readonly load: number;
}

/** This machine as it is now. */
export function thisMachine(): Machine {
  const processors = cpus();
  const bun = findBun();
  return {
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    os: `${type()} ${release()} ${process.arch}`,
    node: process.versions.node,
    bun: bun === undefined ? "" : spawnSync(bun, ["--version"], { encoding: "utf8" }).stdout.trim(),
    load: loadavg()[0] ?? 0,
  };
}

/** The machine in one line. */
export function machineLine({ cpu, cores, os, node, bun, load }: Machine): string {
  return `${cpu} × ${cores}, ${os}, load ${load.toFixed(1)}, Node ${node}${bun === "" ? "" : `, Bun ${bun}`}`;
}
