/**
 * A till in a process of its own: hosts a Grp of the engine named by its argument (`file`: the host's own engine, over
 * the bundle file as a developer has built it, and what it throws is told on standard error), takes calls of docs/contracts.md A as JSON
 * lines on standard input and answers on standard output. It ends when its input ends, or when it is killed.
 */
import { createInterface } from "node:readline";
import type { Grp } from "../../runtime/node/api.ts";
import { createGrp } from "../../runtime/node/exports.ts";
import { engineOf } from "./engines.ts";

export type GrpMethod = "open" | "start" | "poll" | "progress" | "result" | "cancel" | "release" | "close" | "version";

/** Bytes on the way between the processes. */
export interface Coded {
  readonly base64: string;
}

export interface Request {
  readonly id: number;
  readonly method: GrpMethod;
  readonly args: readonly (string | number | Coded)[];
}

export type Reply =
  | { readonly id: number; readonly value: string | number | Coded }
  | { readonly id: number; readonly error: string };

const [, , engine = ""] = process.argv;
const grp: Grp =
  engine === "file"
    ? createGrp({ engine: "direct", onLoss: (detail) => void process.stderr.write(`${detail}\n`) })
    : await engineOf(engine).make();

async function answer({ id, method, args }: Request): Promise<Reply> {
  const plain = args.map((arg) => (typeof arg === "object" ? new Uint8Array(Buffer.from(arg.base64, "base64")) : arg));
  try {
    const value = await (grp[method] as (...args: unknown[]) => unknown)(...plain);
    if (value instanceof Uint8Array) return { id, value: { base64: Buffer.from(value).toString("base64") } };
    return { id, value: value as string | number };
  } catch (error) {
    return { id, error: String(error) };
  }
}

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
  })
  .on("close", () => process.exit(0));
