/** RRPay as `gama-rrpay emulator` of a till's program: what a test sees of it is its port and its names. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";

/** A test reaches into RRPay as only one in its own process can be reached into. */
class NeedsProcess extends Error {}

/** Printed for each body that has run to its end. */
export const PROVEN = "proven by the program";

/** The command's options, or undefined where it has none for what is wanted. */
function optionsOf(options: Omit<RrpayOptions, "dir">): string[] | undefined {
  const { policy = "mixed", token, till, healthToken, numbering, ...others } = options;
  const name = typeof policy === "string" ? policy : undefined;
  if (name === undefined || name === "amount" || Object.keys(others).length > 0) return undefined;
  return [
    ...["--policy", name],
    ...(token === undefined ? [] : ["--token", token]),
    ...(till === undefined ? [] : ["--till", till]),
    ...(healthToken ? ["--health-token"] : []),
    ...(numbering === "daily" ? ["--daily-numbers"] : []),
  ];
}

export async function withProgram(
  program: string,
  options: Omit<RrpayOptions, "dir">,
  dir: string,
  body: (rrpay: Rrpay, dir: string) => Promise<void>,
): Promise<void> {
  const given = optionsOf(options);
  if (given === undefined) return;
  const args = ["emulator", "--language", "en", "--port", "0", "--dir", dir, ...given];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  try {
    const first = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", resolve);
      ended.then(() => reject(new Error("the emulator has ended")), reject);
    });
    const [, port, storeId, epoch] = /:(\d+), store (\S+), epoch (\S+)\./.exec(first) ?? [];
    const seen: Readonly<Record<string, unknown>> = { port: Number(port), storeId, epoch, till: options.till ?? "1" };
    const rrpay = new Proxy(seen, {
      get: (_, name) => {
        if (typeof name === "string" && name in seen) return seen[name];
        throw new NeedsProcess(String(name));
      },
    });
    await body(rrpay as unknown as Rrpay, dir);
    console.log(PROVEN);
  } catch (error) {
    if (!(error instanceof NeedsProcess)) throw error;
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}
