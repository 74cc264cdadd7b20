/** `gama-rrpay emulator`: RRPay's part, played by a program, until Ctrl+C. */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { POLICY_NAMES, type PolicyName } from "../../test/emulator/rrpay/model.ts";
import { type Rrpay, startRrpay } from "../../test/emulator/rrpay/server.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { formatCents } from "./record-text.ts";

const KEYS = "Type: card, cash, decline, cancel (the payment under way), print (what is paid), z (report), quit";

export async function emulator(args: string[]): Promise<ExitCode> {
  const { values } = parseArgs({
    args,
    options: {
      dir: { type: "string", default: ".cache/emulator" },
      port: { type: "string", default: "8917" },
      till: { type: "string", default: "1" },
      policy: { type: "string", default: "mixed" },
      token: { type: "string" },
      forget: { type: "boolean", default: false },
    },
  });
  const { dir, till, token } = values;
  const rrpay = await startRrpay({
    dir,
    till,
    port: portOf(values.port),
    policy: policyOf(values.policy),
    memory: values.forget ? "forgotten" : "kept",
    ...(token === undefined ? {} : { token }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new CliError(`Port ${values.port} is taken by another program: choose one with --port.`);
  });
  console.log(`RRPay's emulator is up at ${rrpay.url}, store ${rrpay.storeId}, epoch ${rrpay.epoch}. ${KEYS}`);
  void showReceipts(rrpay);
  await serveOperator(rrpay);
  await rrpay.stop();
  return EXIT.done;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw usageError(`--port takes a number up to 65535, not "${text}"`);
  return port;
}

function policyOf(text: string): PolicyName {
  const policy = POLICY_NAMES.find((name) => name === text);
  if (policy === undefined) throw usageError(`--policy takes one of ${POLICY_NAMES.join(", ")}, not "${text}"`);
  return policy;
}

/** Prints transactions as they are taken up, and documents as they are printed. */
async function showReceipts(rrpay: Rrpay): Promise<void> {
  let transactions = rrpay.transactions().length;
  let receipts = rrpay.receipts().length;
  for (;;) {
    await rrpay.until((now) => now.transactions().length > transactions || now.receipts().length > receipts);
    for (const stored of rrpay.transactions().slice(transactions))
      if (stored.type === "transaction") {
        const { kind, saleKey, totalCents, currency } = stored.content;
        console.log(`${kind} ${saleKey}, ${formatCents(totalCents)} ${currency}, as ${stored.id}`);
      }
    for (const receipt of rrpay.receipts().slice(receipts)) console.log(`\n${receipt.text}`);
    transactions = rrpay.transactions().length;
    receipts = rrpay.receipts().length;
  }
}

/** Obeys the person at the keyboard. Ends at `quit` or a signal; the end of the input alone ends nothing. */
function serveOperator(rrpay: Rrpay): Promise<void> {
  return new Promise((resolve) => {
    const input = createInterface({ input: process.stdin });
    const end = () => {
      input.close();
      resolve();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
    input.on("line", (line) => {
      if (line.trim() === "quit") return end();
      try {
        obey(rrpay, line.trim());
      } catch (error) {
        console.log(error instanceof Error ? error.message : error);
      }
    });
  });
}

function obey(rrpay: Rrpay, command: string): void {
  const last = rrpay
    .transactions()
    .filter(({ type }) => type === "transaction")
    .at(-1)?.id;
  if (command === "z") return console.log(rrpay.operator.zReport());
  if (last === undefined) throw new Error("No transaction yet.");
  switch (command) {
    case "card":
      return rrpay.operator.pay(last, [{ type: "card" }]);
    case "cash":
      return rrpay.operator.pay(last, [{ type: "cash" }]);
    case "decline":
      return rrpay.operator.decline(last);
    case "cancel":
      return rrpay.operator.cancel(last);
    case "print":
      return rrpay.operator.print(last);
    default:
      throw new Error(KEYS);
  }
}
