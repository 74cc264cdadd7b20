/** `gama-rrpay till`: sells from files as GAMA does from its windows. */
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { parseArguments, takesNone } from "./arguments.ts";
import { configOf, type Setting } from "./config.ts";
import { CliError, EXIT, type ExitCode } from "./exit.ts";
import { fieldsOf } from "./fields.ts";
import { exists, now, readFile, remark, say, type Talk } from "./program/talk.ts";
import { type Codepage, type Session, textIn, withSession } from "./session.ts";
import { trialSale } from "./trial-sale.ts";
import type { Language } from "./words.ts";

/** Runs init of the POS window, then each sale with its close, then the void. The exit code is the worst outcome. */
export function* sellFromFiles(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, {
    config: "text",
    sale: "texts",
    trial: "flag",
    void: "text",
    operator: "text",
    engine: "text",
  });
  takesNone(positionals, "till");
  const { operator = "ONA", engine = "" } = values;
  const config = yield* configOf(values.config, setting);
  const sales: Uint8Array[] = [];
  for (const file of values.sale) sales.push(withoutBom(yield* readFile(file)));
  const { codepage, till, isForTrials } = yield* readConfig(config);
  for (const [at, sale] of sales.entries()) refuseBroken(values.sale[at] ?? "", sale, codepage);
  if (values.trial && !isForTrials) throw new CliError(NO_TRIAL, EXIT.notDone);
  if (values.trial) sales.push(encodeUtf8(flatLines(trialSale(yield* now(), operator))));
  return yield* withSession({ ...setting, config, codepage, engine }, function* (session, boot) {
    const windows = new Windows(session, { progress: remark, result: (_, text) => say(`${text}\n`) });
    // If the config says only where to find the till's name, the booted till knows it.
    const outcomes: ExitCode[] = [yield* windows.openPos(boot.get("till") ?? till, operator)];
    for (const sale of sales) outcomes.push(yield* windows.settle(sale));
    if (values.void !== undefined) outcomes.push(yield* windows.void(values.void, operator));
    return Math.max(...outcomes) as ExitCode;
  });
}

const NO_TRIAL = {
  en: "A trial sale is for RRPay's emulator: a real RRPay would print a fiscal receipt. Set rrpay.allowEmulator to true, or name a sale with --sale.",
  lt: "Bandomasis pardavimas skirtas RRPay emuliatoriui: tikras RRPay spausdintų fiskalinį kvitą. Nustatykite rrpay.allowEmulator: true arba nurodykite pardavimą su --sale.",
};

/** Refuses JSON that is none before the till is opened. What else is wrong with a sale, the till says. */
function refuseBroken(file: string, sale: Uint8Array, codepage: Codepage): void {
  try {
    fieldsOf(textIn(codepage, sale));
  } catch {
    throw new CliError({
      en: `${file} is no sale: it begins as JSON, and is not whole or has a mistake.`,
      lt: `${file} – tai ne pardavimas: prasideda kaip JSON, bet yra ne visas arba su klaida.`,
    });
  }
}

/** Old Windows editors put a mark before UTF-8. GAMA sends none. */
function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

interface KnownConfig {
  readonly codepage: Codepage;
  /** As written in the config. */
  readonly till: string;
  /** Whether the service that answers as RRPay may be an emulator. */
  readonly isForTrials: boolean;
  /** The language of the till's sentences. Undefined if the config cannot be read. */
  readonly spoken: Language | undefined;
}

/** What GAMA knows of the config. If it cannot be read, the session refuses it with its own sentence. */
export function* readConfig(path: string): Talk<KnownConfig> {
  if (!(yield* exists(path))) throw new CliError({ en: `${path} does not exist.`, lt: `${path} – tokio failo nėra.` });
  const text = decodeUtf8(yield* readFile(path), { stripBom: true });
  try {
    const { gama, till, rrpay, language } = JSON.parse(text ?? "") as {
      gama?: { codepage?: unknown };
      till?: unknown;
      rrpay?: { allowEmulator?: unknown };
      language?: unknown;
    };
    const codepage = gama?.codepage === "utf-8" ? "utf-8" : "windows-1257";
    const spoken = language === "en" ? "en" : "lt";
    return { codepage, till: String(till), isForTrials: rrpay?.allowEmulator === true, spoken };
  } catch {
    return { codepage: "windows-1257", till: "", isForTrials: false, spoken: undefined };
  }
}

/** Gets reports while GAMA works. */
export interface Onlooker {
  /** A message for the cashier. */
  progress(text: string): Talk<void>;
  /** A hook's result, or the sentence of the code with which it ended. */
  result(hook: string, text: string): Talk<void>;
}

/** GAMA's windows and keys, and the hooks that they call. */
export class Windows {
  readonly #session: Session;
  readonly #onlooker: Onlooker;

  constructor(session: Session, onlooker: Onlooker) {
    this.#session = session;
    this.#onlooker = onlooker;
  }

  /** Opens the POS window. Opening is never prevented, so only a refusal counts. */
  *openPos(till: string, operator: string): Talk<ExitCode> {
    const result = yield* this.#call("init", flatLines({ window: "pos", till, operator }));
    return result.get("status") === "ready" || result.get("status") === "attention" ? EXIT.done : EXIT.notDone;
  }

  /** Opens the settlement window with a sale and closes it. GAMA saves what was approved. */
  *settle(sale: Uint8Array): Talk<ExitCode> {
    const request = fieldsOf(this.#session.decode(sale));
    const result = yield* this.#call("init", sale);
    const saleKey = request.get("saleKey") ?? "";
    const saved = String(result.get("outcome") === "approved");
    yield* this.#close({ kind: request.get("kind"), saleKey, attemptId: result.get("attemptId"), saved });
    return exitOf(result, "approved");
  }

  /** F8 on a completed sale. If it succeeds, GAMA saves the void too. */
  *void(saleKey: string, operator: string): Talk<ExitCode> {
    const result = yield* this.#call("void", flatLines({ scope: "completed", saleKey, operator }));
    if (result.get("outcome") === "voided")
      yield* this.#close({ kind: "void", saleKey, attemptId: result.get("attemptId"), saved: "true" });
    return exitOf(result, "voided");
  }

  *#close(fields: Record<string, string | undefined>): Talk<void> {
    yield* this.#call("close", flatLines({ window: "settlement", ...fields }));
  }

  /** A call that is lost after it began has an unknown outcome, as for GAMA. A call that never began is refused. */
  *#call(hook: string, payload: Uint8Array | string): Talk<Map<string, string>> {
    const ended = yield* this.#session.call(hook, payload, (text) => this.#onlooker.progress(text));
    if (ended.type === "result") {
      yield* this.#onlooker.result(hook, ended.text.trim().replace(/\r\n/g, "\n"));
      return fieldsOf(ended.text);
    }
    yield* this.#onlooker.result(hook, `${ended.code}: ${ended.sentence}`);
    return new Map([["outcome", ended.type === "lost" ? "unknown" : "refused"]]);
  }
}

function exitOf(result: Map<string, string>, done: string): ExitCode {
  const outcome = result.get("outcome") ?? "unknown";
  if (outcome === done) return EXIT.done;
  return outcome === "unknown" ? EXIT.unknown : EXIT.notDone;
}

/** Flat lines, as GAMA's own code writes them. */
export function flatLines(fields: Record<string, string | undefined>): string {
  return Object.entries(fields)
    .flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${value}\r\n`]))
    .join("");
}
