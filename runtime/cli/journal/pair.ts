/**
 * `gama-rrpay journal pair DIR`: undoes the pairing with an RRPay, so that the next send pairs with the one that is
 * there.
 */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { Named } from "../../../plugin/journal/named.ts";
import { needsPerson, needsRrpay } from "../../../plugin/payment/attempt.ts";
import { fromBytes, stringifyAscii } from "../../../plugin/text/ascii.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { ask, now, say, sayJson, type Talk } from "../program/talk.ts";
import type { Words } from "../words.ts";
import { describeAttempt } from "./attempt-text.ts";
import { readLines, type SegmentFile, segmentFiles } from "./files.ts";
import { holding } from "./hold.ts";
import { describeNamed } from "./named-text.ts";

export type Pairing =
  | {
      readonly kind: "undone";
      readonly storeId: string;
      readonly left: readonly Attempt[];
      readonly named: readonly Named[];
    }
  | { readonly kind: "not-paired" }
  | {
      readonly kind: "refused";
      readonly storeId: string;
      readonly open: readonly Attempt[];
      readonly named: readonly Named[];
    };

export interface PairOptions {
  /** Continue although payments at the old RRPay are open. */
  readonly force?: boolean;
}

/** The command. It says what it does, or what must be finished first. */
export function* pair(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { force: "flag", json: "flag" });
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "journal pair takes one data folder",
    lt: "journal pair reikia vieno duomenų aplanko",
  });
  const pairing = yield* pairFolder(folder, values);
  if (values.json) yield* sayJson(pairing);
  else for (const words of describePairing(pairing)) yield* say(words[language]);
  return pairing.kind === "refused" ? EXIT.notDone : EXIT.done;
}

/** Appends a pin without a store to the journal of a data folder whose till is closed. */
export function* pairFolder(folder: string, options: PairOptions = {}): Talk<Pairing> {
  return yield* holding(folder, () => undo(folder, options));
}

function* undo(folder: string, { force = false }: PairOptions): Talk<Pairing> {
  const { isCorrupt } = yield* ask<"journal">({ type: "journal" }, folder);
  if (isCorrupt === 1)
    throw new CliError(
      {
        en: "The journal is damaged: run journal repair first.",
        lt: "Žurnalas sugadintas: pirma paleiskite journal repair.",
      },
      EXIT.notDone,
    );
  const ledger = yield* ledgerOf(folder);
  const { storeId } = ledger;
  if (storeId === undefined) return { kind: "not-paired" };
  const open = ledger
    .unsettled()
    .filter((attempt) => attempt.storeId === storeId && needsRrpay(attempt) && needsPerson(attempt));
  const named = ledger.named.all().filter((one) => one.storeId === storeId);
  if (open.length + named.length > 0 && !force) return { kind: "refused", storeId, open, named };
  const { wallMs } = yield* now();
  yield* ask<"append">({ type: "append", record: fromBytes(stringifyAscii({ t: "pin", atMs: wallMs })) }, folder);
  return { kind: "undone", storeId, left: open, named };
}

/** Folds all kept segments, because the newest one only refers to what is unsettled. */
function* ledgerOf(folder: string): Talk<Ledger> {
  const ledger = new Ledger();
  const files: SegmentFile[] = yield* segmentFiles(folder);
  for (const { path } of files)
    for (let from = 0; from >= 0; ) {
      const { lines, next } = yield* readLines(path, { from });
      for (const line of lines) {
        if (line.kind === "foreign") throw new CliError(FOREIGN, EXIT.notDone);
        if (line.kind === "record") ledger.apply(line.record);
      }
      from = next;
    }
  return ledger;
}

const FOREIGN = {
  en: "The journal has records of another version of gama-rrpay: pair with that one.",
  lt: "Žurnale yra kitos gama-rrpay versijos įrašų: paleiskite journal pair iš tos versijos.",
};

function describePairing(pairing: Pairing): Words[] {
  switch (pairing.kind) {
    case "not-paired":
      return [
        {
          en: "This till is paired with no RRPay: its next sale pairs it with the one that is there.",
          lt: "Ši kasa nesusieta su jokiu RRPay: kitas pardavimas susies ją su tuo, kuris tada veiks.",
        },
      ];
    case "refused":
      return [
        ...refusedFor(pairing),
        {
          en: "Connect that RRPay again, or go on with --force: then only a person can close them (journal resolve).",
          lt: "Vėl prijunkite tą RRPay arba tęskite su --force: tada juos užbaigti galės tik žmogus (journal resolve).",
        },
      ];
    case "undone":
      return [
        ...[...pairing.left.map(describeAttempt), ...pairing.named.map(describeNamed)].map(({ en, lt }) => ({
          en: `left to a person: ${en}`,
          lt: `liko nuspręsti žmogui: ${lt}`,
        })),
        {
          en: `The pairing with RRPay's store ${pairing.storeId} is undone: the next sale pairs this till with the RRPay that is there then.`,
          lt: `Sąsaja su RRPay saugykla ${pairing.storeId} panaikinta: kitas pardavimas susies kasą su tuo RRPay, kuris tada veiks.`,
        },
      ];
  }
}

/** What only the old RRPay can tell. */
function refusedFor({ storeId, open, named }: Extract<Pairing, { kind: "refused" }>): Words[] {
  const payments: Words = {
    en: `Not done: payments open at RRPay's store ${storeId}: ${open.length}, and only that RRPay can say how they ended:`,
    lt: `Nepadaryta: RRPay saugykloje ${storeId} neužbaigtų mokėjimų: ${open.length}, ir kuo jie baigėsi, gali pasakyti tik tas RRPay:`,
  };
  const unanswered: Words = {
    en: `Not done: RRPay's store ${storeId} has named what it has not answered for, and only that RRPay can say what it is:`,
    lt: `Nepadaryta: RRPay saugykla ${storeId} nurodė, bet neatsakė, kas tai, ir pasakyti gali tik tas RRPay:`,
  };
  return [
    ...(open.length === 0 ? [] : [payments, ...open.map(describeAttempt)]),
    ...(named.length === 0 ? [] : [unanswered, ...named.map(describeNamed)]),
  ];
}
