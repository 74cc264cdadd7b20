/** The emulator as a program: RRPay and its operator's interface, until it is stopped. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkScript } from "./check.ts";
import { POLICY_NAMES, type PolicyName } from "./model.ts";
import { Objection } from "./objection.ts";
import { type OperatorServer, serveOperator } from "./operator-http.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "./server.ts";

export interface EmulatorOptions extends RrpayOptions {
  /** The port of the operator's interface; 0, the default, takes a free port. */
  readonly operatorPort?: number;
}

export interface Emulator {
  readonly rrpay: Rrpay;
  readonly operator: OperatorServer;
  stop(): Promise<void>;
}

/** Runs RRPay as this process. A scripted crash without a restart kills the process itself. */
export async function runEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { operatorPort = 0, ...rest } = options;
  const rrpay = await startRrpay({ onCrash: () => process.kill(process.pid, "SIGKILL"), ...rest });
  const operator = await serveOperator(rrpay, operatorPort);
  const stop = async () => {
    await operator.stop();
    await rrpay.stop();
  };
  return { rrpay, operator, stop };
}

/** Reads the arguments of process.ts and of `gama-rrpay emulator`. Throws a readable error if they are wrong. */
export function emulatorOptions(args: readonly string[], defaults: { readonly dir: string }): EmulatorOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: text,
      port: text,
      "operator-port": text,
      till: text,
      policy: text,
      token: text,
      "health-token": { type: "boolean", default: false },
      "daily-numbers": { type: "boolean", default: false },
      forget: { type: "boolean", default: false },
      faults: text,
    },
  });
  const { dir = defaults.dir, port, till, policy, token, forget, faults } = values;
  const operatorPort = values["operator-port"];
  return {
    dir,
    memory: forget ? "forgotten" : "kept",
    healthToken: values["health-token"],
    numbering: values["daily-numbers"] ? "daily" : "continuous",
    ...(port === undefined ? {} : { port: portNumber("--port", port) }),
    ...(operatorPort === undefined ? {} : { operatorPort: portNumber("--operator-port", operatorPort) }),
    ...(till === undefined ? {} : { till: named("--till", till) }),
    ...(policy === undefined ? {} : { policy: policyName(policy) }),
    ...(token === undefined ? {} : { token: named("--token", token) }),
    ...(faults === undefined ? {} : { faults: checkScript(JSON.parse(readFileSync(faults, "utf8"))) }),
  };
}

function named(name: string, text: string): string {
  if (text.trim() === "") throw new Objection({ en: `${name} must not be empty`, lt: `${name} negali būti tuščias` });
  return text.trim();
}

function portNumber(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new Objection({ en: `${name} must be a number from 0 to 65535`, lt: `${name} – skaičius nuo 0 iki 65535` });
  return port;
}

function policyName(text: string): PolicyName {
  const name = POLICY_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new Objection({
      en: `--policy must be one of ${POLICY_NAMES.join(", ")}`,
      lt: `--policy reikia vieno iš: ${POLICY_NAMES.join(", ")}`,
    });
  return name;
}
