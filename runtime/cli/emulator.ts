/** `gama-rrpay emulator`: a program that acts as RRPay, until Ctrl+C. */
import { createInterface } from "node:readline";
import { Objection } from "../../test/emulator/rrpay/objection.ts";
import { type EmulatorOptions, emulatorOptions, runEmulator } from "../../test/emulator/rrpay/run.ts";
import type { Rrpay } from "../../test/emulator/rrpay/server.ts";
import { parseArguments, takesNone } from "./arguments.ts";
import { acceptedWords, upWords } from "./emulator/words.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { type Language, plain } from "./words.ts";

const TEXTS = {
  keys: {
    en: "Type: card, cash, decline, cancel (the payment under way), print (what is paid), z (report), quit",
    lt: "Įveskite: card – kortelė, cash – grynieji, decline – atmesti, cancel – atšaukti (vykstantį mokėjimą), print – spausdinti (kas apmokėta), z – ataskaita, quit – baigti",
  },
  operator: { en: "Its operator's interface is at", lt: "Jo operatoriaus sąsaja:" },
  none: { en: "No transaction yet.", lt: "Operacijų dar nebuvo." },
} as const;

/** The port in the example config. */
const PORT = 8917;

export async function emulator(args: string[], language: Language): Promise<ExitCode> {
  const hasPage = args.includes("--ui");
  const options = { port: PORT, ...optionsOf(args.filter((arg) => arg !== "--ui")), ...(hasPage ? PAGE_OPTIONS : {}) };
  const { rrpay, operator, stop } = await runEmulator(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new CliError({
      en: `Port ${options.port} is taken by another program: choose one with --port.`,
      lt: `Prievadą ${options.port} jau naudoja kita programa: pasirinkite kitą su --port.`,
    });
  });
  console.log(upWords(rrpay)[language]);
  const { keys, operator: at } = TEXTS;
  console.log(`${at[language]} http://127.0.0.1:${operator.port} (test/emulator/README.md). ${keys[language]}`);
  void showReceipts(rrpay, language);
  // Loaded only when needed, because it needs the checkout, which a shop's folder does not have.
  const page = hasPage ? await (await import("./emulator-page.ts")).openPage(rrpay, options, language) : undefined;
  await serveOperator(rrpay, language);
  await page?.stop();
  await stop();
  return EXIT.done;
}

/** With the page a scripted crash ends only RRPay, not this process. */
const PAGE_OPTIONS = { onCrash: () => {} };

/** Read here for what is wrong with them, in both languages. */
const OPTIONS = {
  ...({ dir: "text", port: "text", "operator-port": "text", till: "text", policy: "text", token: "text" } as const),
  ...({ "health-token": "flag", "daily-numbers": "flag", forget: "flag", faults: "text" } as const),
} as const;

function optionsOf(args: string[]): EmulatorOptions {
  const { positionals } = parseArguments(args, OPTIONS);
  takesNone(positionals, "emulator");
  try {
    return emulatorOptions(args, { dir: ".cache/emulator" });
  } catch (error) {
    if (error instanceof Objection) throw usageError(error.words);
    throw usageError(plain(error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error)));
  }
}

/** Prints transactions as they are accepted, and documents as they are printed. */
async function showReceipts(rrpay: Rrpay, language: Language): Promise<void> {
  let shown = rrpay.counts;
  for (;;) {
    await rrpay.until(({ counts }) => counts.transactions > shown.transactions || counts.documents > shown.documents);
    const { counts } = rrpay;
    for (const stored of rrpay.latestTransactions(Math.max(0, counts.transactions - shown.transactions)))
      if (stored.type === "transaction") console.log(acceptedWords(stored)[language]);
    for (const receipt of rrpay.latestReceipts(counts.documents - shown.documents)) console.log(`\n${receipt.text}`);
    shown = counts;
  }
}

/** Carries out what the person at the keyboard types. Ends at `quit` or a signal, but not when the input ends. */
function serveOperator(rrpay: Rrpay, language: Language): Promise<void> {
  return new Promise((done) => {
    const input = createInterface({ input: process.stdin });
    const end = () => {
      input.close();
      done();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
    input.on("line", (line) => {
      if (line.trim() === "quit") return end();
      try {
        obey(rrpay, line.trim());
      } catch (error) {
        console.log(
          error instanceof Objection ? error.words[language] : error instanceof Error ? error.message : error,
        );
      }
    });
  });
}

/** What is typed. Throws an Objection where that cannot be done. */
export function obey(rrpay: Rrpay, command: string): void {
  const last = rrpay
    .transactions()
    .filter(({ type }) => type === "transaction")
    .at(-1)?.id;
  if (command === "z") return console.log(rrpay.operator.zReport());
  if (last === undefined) throw new Objection(TEXTS.none);
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
      throw new Objection(TEXTS.keys);
  }
}
