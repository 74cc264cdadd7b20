/** npm start: sells something real. RRPay's emulator, GAMA's part and the till are all in this one process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { makeGrp } from "../../runtime/cli/engines.ts";
import { describeError, type ExitCode } from "../../runtime/cli/exit.ts";
import { fieldsOf } from "../../runtime/cli/fields.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Talk } from "../../runtime/cli/program/talk.ts";
import { type Session, withSession } from "../../runtime/cli/session.ts";
import { Windows } from "../../runtime/cli/till.ts";
import { type Rrpay, startRrpay } from "../../test/emulator/rrpay/server.ts";
import { printed } from "../../test/support/journal-files.ts";
import { readArguments } from "../arguments.mjs";
import { demo } from "./options.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** 20 euros by card, the rest in cash; slow enough to watch, quick enough not to bore. */
const policy = { type: "mixed", cardCents: 2000, pace: { everyMs: 300 } } as const;

/** Everything that the demonstration leaves behind, in one folder. */
interface Place {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
}

function heading(text: string): void {
  console.log(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
}

function show(text: string): void {
  console.log(text.trimEnd().replace(/^/gm, "  "));
}

/** A config as a consultant would write it: GAMA's own code page and form. */
function writeConfig({ config, data }: Place, port: number): void {
  const settings = {
    till: "1",
    rrpay: { port, allowEmulator: true },
    bundle: { file: `${root}dist/rrpay.plugin.js` },
    dataDir: data,
  };
  writeFileSync(config, `${JSON.stringify(settings, null, 2)}\n`);
}

/** The readable UTF-8 file as GAMA would pass it: windows-1257 with CRLF. `more` are lines that are known only now. */
function writeSale({ folder }: Place, name: string, more: readonly string[] = []): string {
  const text =
    readFileSync(new URL(`./${name}.txt`, import.meta.url), "utf8") + more.map((line) => `${line}\n`).join("");
  const file = join(folder, `${name}.txt`);
  writeFileSync(file, encodeWindows1257(text.replace(/\r?\n/g, "\r\n")));
  return file;
}

class Demo {
  readonly #place: Place;
  readonly #rrpay: Rrpay;
  readonly #windows: Windows;
  #receipts = 0;

  constructor(place: Place, rrpay: Rrpay, session: Session) {
    this.#place = place;
    this.#rrpay = rrpay;
    this.#windows = new Windows(session, {
      *progress(text) {
        show(`… ${text}`);
      },
      result: (hook, text) => this.#showResult(hook, text),
    });
  }

  *openPos(): Talk<ExitCode> {
    heading("GAMA opens the window „POS pardavimo taškas“: hook init");
    return yield* this.#windows.openPos("1", "ONA");
  }

  /** One sale or return from its file; returns go back to the document of what was sold last. */
  *settle(name: "sale" | "second" | "return"): Talk<ExitCode> {
    const sold = this.#rrpay.receipts().at(-1)?.documentNo;
    const file = writeSale(this.#place, name, name === "return" ? [`original.documentNo=${sold}`] : []);
    const bytes = readFileSync(file);
    const fields = fieldsOf(new TextDecoder("windows-1257").decode(bytes));
    const names = [...fields].filter(([path]) => /^lines\.\d+\.name$/.test(path)).map(([, value]) => value);
    heading(`GAMA opens the window „Atsiskaitymas“ with ${fields.get("kind")} ${fields.get("saleKey")}: hook init`);
    show(`${bytes.length} bytes of flat lines in windows-1257, ${names.length} lines of goods:`);
    show(names.join(" · "));
    return yield* this.#windows.settle(bytes);
  }

  *void(saleKey: string): Talk<ExitCode> {
    heading(`The cashier presses F8 on ${saleKey}: hook void`);
    return yield* this.#windows.void(saleKey, "ONA");
  }

  *#showResult(hook: string, text: string): Talk<void> {
    for (const receipt of this.#rrpay.receipts().slice(this.#receipts)) {
      heading(`RRPay prints fiscal document ${receipt.documentNo}`);
      show(receipt.text);
    }
    this.#receipts = this.#rrpay.receipts().length;
    heading(`GAMA gets back from the hook ${hook}`);
    show(text);
  }
}

/** What has happened, as the till has kept it. */
function showJournal({ data }: Place): void {
  heading("The till's journal (gama-rrpay journal list, journal show)");
  for (const command of ["list", "show"]) for (const line of printed("journal", command, data)) show(line);
}

async function run(): Promise<ExitCode> {
  const values = readArguments(demo);
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-"));
  const place: Place = { folder, config: join(folder, "gama-rrpay.json"), data: join(folder, "data") };
  const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy });
  try {
    writeConfig(place, rrpay.port);
    const outcome = await sellAll(place, rrpay, values);
    if (values.keep) await keep(place, rrpay.port);
    return outcome;
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Choice {
  readonly second: boolean;
  readonly return: boolean;
  readonly void: boolean;
  readonly engine?: string | undefined;
}

async function sellAll(place: Place, rrpay: Rrpay, choice: Choice): Promise<ExitCode> {
  const grp = await makeGrp(choice.engine);
  heading("RRPay's emulator and the till are up");
  show(
    `http://127.0.0.1:${rrpay.port}: pays 20 € by card and the rest in cash\nengine ${grp.engine}: ${grp.version()}`,
  );
  const { engine = "" } = choice;
  const till = { config: place.config, codepage: "windows-1257", language: "en", engine, programFolder: "" } as const;
  const outcomes = await new NodeHost().run(
    withSession(till, function* (session) {
      const shown = new Demo(place, rrpay, session);
      const ends: ExitCode[] = [yield* shown.openPos(), yield* shown.settle("sale")];
      // What is voided cannot be returned too: then the return is of the second sale.
      if (choice.second || (choice.return && choice.void)) ends.push(yield* shown.settle("second"));
      if (choice.return) ends.push(yield* shown.settle("return"));
      if (choice.void) ends.push(yield* shown.void("T1-20261123-000123"));
      return ends;
    }),
  );
  showJournal(place);
  return Math.max(...outcomes) as ExitCode;
}

/** Says how to go on, and waits for Ctrl+C. */
function keep({ folder, config, data }: Place, port: number): Promise<void> {
  writeSale({ folder, config, data }, "second");
  heading(`RRPay's emulator goes on at http://127.0.0.1:${port} until Ctrl+C. In another terminal:`);
  show(`curl http://127.0.0.1:${port}/v1/health
node build/gama-rrpay.mjs till --config ${config} --sale ${join(folder, "second.txt")}
node build/gama-rrpay.mjs till --config ${config} --void T1-20261123-000123
node build/gama-rrpay.mjs journal show ${data}`);
  return new Promise((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
}

try {
  process.exitCode = await run();
} catch (error) {
  const { message, exitCode } = describeError(error);
  console.error(message);
  process.exitCode = exitCode;
}
