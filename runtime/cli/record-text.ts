/** A journal record as one readable line. */
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { Fiscal, Kind, ManualPayment, Tender } from "../../schemas/generated/types.ts";
import { KIND_WORDS } from "./journal/attempt-text.ts";
import { decidedWords } from "./journal/decision-words.ts";
import { centsIn } from "./money-text.ts";
import { counted, type Language } from "./words.ts";

/** What happened, without the time. */
export function describeRecord(record: JournalRecord, language: Language): string {
  // One record is one line, whatever text is in it.
  return (language === "lt" ? inLithuanian(record) : inEnglish(record)).replace(/\s+/g, " ");
}

function inEnglish(record: JournalRecord): string {
  switch (record.t) {
    case "checkpoint":
      return `checkpoint of till ${record.till}: ${counted(attemptCount(record), "attempt")}, segments from ${record.segments[0]?.segment ?? "none"}`;
    case "carried":
      return `carried on: ${record.attempts.map(short).join(", ")}`;
    case "pin":
      return record.storeId === undefined ? "pairing undone" : `paired with RRPay's store ${record.storeId}`;
    case "sent":
      return `sent ${sale(record, "en")}, ${sum(record, "en")}, as ${record.attemptId}`;
    case "adopted":
      return `took over ${sale(record, "en")}, which RRPay had as ${record.attemptId}, for ${record.from.slice(0, 8)}`;
    case "resent":
      return `sent ${short(record)} again, the same bytes`;
    case "payment":
      return `${record.event} ${short(record)} (${record.code})${record.otherId ? `, RRPay has ${record.otherId}` : ""}`;
    case "evidence":
      return `RRPay says ${record.state} of ${short(record)}${money(record.payments, record, "en")}; ${document(record.fiscal, "en")}${otherSum(record, "en")}`;
    case "close":
      return `GAMA has ${record.saved ? "saved" : "not saved"} ${short(record)}`;
    case "unpaid":
      return `GAMA has saved ${sale(record, "en")}, of which no payment is known`;
    case "behind":
      return `RRPay has ${sale(record, "en")}, ${sum(record, "en")}, as ${record.attemptId}, which the journal did not know`;
    case "named":
      return namedInEnglish(record);
    case "decision":
      return `${record.operator} decided about ${short(record)}: ${decidedWords(record.decision).en}${noteOf(record)}`;
    case "refusal":
      return `refused ${record.hook} ${record.saleKey ?? ""} (${record.code}${record.path ? ` at ${record.path}` : ""})`;
  }
}

function inLithuanian(record: JournalRecord): string {
  switch (record.t) {
    case "checkpoint":
      return `kasos ${record.till} segmento pradžia: bandymų ${attemptCount(record)}, segmentai nuo ${record.segments[0]?.segment ?? "–"}`;
    case "carried":
      return `perkelta toliau: ${record.attempts.map(short).join(", ")}`;
    case "pin":
      return record.storeId === undefined ? "sąsaja panaikinta" : `susieta su RRPay saugykla ${record.storeId}`;
    case "sent":
      return `išsiųsta: ${sale(record, "lt")}, ${sum(record, "lt")}, bandymas ${record.attemptId}`;
    case "adopted":
      return `perimta: ${sale(record, "lt")}, kurį RRPay turėjo kaip ${record.attemptId}, vietoj ${record.from.slice(0, 8)}`;
    case "resent":
      return `${short(record)} išsiųsta dar kartą, tie patys baitai`;
    case "payment":
      return `${short(record)}: ${EVENTS_LT[record.event]} (${record.code})${record.otherId ? `, RRPay turi ${record.otherId}` : ""}`;
    case "evidence":
      return `RRPay apie ${short(record)}: ${STATES_LT[record.state]}${money(record.payments, record, "lt")}; ${document(record.fiscal, "lt")}${otherSum(record, "lt")}`;
    case "close":
      return `GAMA ${record.saved ? "išsaugojo" : "neišsaugojo"} ${short(record)}`;
    case "unpaid":
      return `GAMA išsaugojo, o mokėjimas nežinomas: ${sale(record, "lt")}`;
    case "behind":
      return `RRPay turi, o žurnalas nežinojo: ${sale(record, "lt")}, ${sum(record, "lt")}, bandymas ${record.attemptId}`;
    case "named":
      return namedInLithuanian(record);
    case "decision":
      return `${record.operator} nusprendė dėl ${short(record)}: ${decidedWords(record.decision).lt}${noteOf(record)}`;
    case "refusal":
      return `atmesta: ${HOOKS_LT[record.hook]} ${record.saleKey ?? ""} (${record.code}${record.path ? `, laukas ${record.path}` : ""})`;
  }
}

/** What a person may type with a decision. */
interface TypedReceipt extends Partial<Sums> {
  readonly documentNo?: string;
  readonly payments?: readonly Pick<ManualPayment, "method" | "name" | "amountCents">[];
}

/** The receipt that a person has typed with a decision: its number and money. Empty if nothing was typed. */
export function describeTyped(typedReceipt: TypedReceipt, language: Language): string {
  const { documentNo = "", payments = [], roundingCents = 0, changeCents = 0 } = typedReceipt;
  const [paid, typed] = language === "lt" ? ["mokėjimas", "įvesta"] : ["payment", "typed"];
  const rows = payments.map(({ method, name, amountCents }) => {
    return { method, name: name ?? `${paid} ${method} –`, amountCents };
  });
  const what = `${documentNo}${money(rows, { roundingCents, changeCents }, language)}`.replace(/\s+/g, " ");
  return what === "" ? "" : `; ${typed} ${what}`;
}

function noteOf({ note }: Extract<JournalRecord, { t: "decision" }>): string {
  return note ? ` (${note})` : "";
}

/** RRPay's own total, where its answer does not agree with what was sent. */
function otherSum({ differs }: Extract<JournalRecord, { t: "evidence" }>, language: Language): string {
  if (differs === undefined) return "";
  const total = centsIn(language, differs.totalCents);
  return language === "lt"
    ? `; nesutampa su tuo, kas išsiųsta (RRPay suma ${total})`
    : `; that does not agree with what was sent (RRPay's total ${total})`;
}

type Named = Extract<JournalRecord, { t: "named" }>;

function namedInEnglish({ attemptId, answered, holdsUp }: Named): string {
  if (answered) return `${attemptId}, which RRPay's health named, is answered for`;
  if (holdsUp) return `refused because RRPay's health named ${attemptId} and has not answered for it`;
  return `RRPay's health names ${attemptId} as its last, of which the journal knows no payment`;
}

function namedInLithuanian({ attemptId, answered, holdsUp }: Named): string {
  if (answered) return `dėl ${attemptId}, kurį minėjo RRPay, atsakyta`;
  if (holdsUp) return `atmesta, nes RRPay minėjo ${attemptId} ir dėl jo neatsakė`;
  return `RRPay kaip paskutinį mini ${attemptId}, o jo mokėjimo žurnalas nežino`;
}

const HOOKS_LT: Readonly<Record<Extract<JournalRecord, { t: "refusal" }>["hook"], string>> = {
  init: "mokėjimo prašymas",
  close: "pranešimas apie uždarytą langą",
  void: "anuliavimo prašymas",
  resolve: "sprendimas",
  status: "būsenos klausimas",
  doctor: "patikra",
};

const EVENTS_LT: Readonly<Record<Extract<JournalRecord, { t: "payment" }>["event"], string>> = {
  "cancel-asked": "paprašyta atšaukti",
  "gave-up": "kreipimasis baigėsi, baigtis nežinoma",
  "not-taken-up": "RRPay nepriėmė",
  "taken-up": "RRPay priėmė",
  "not-found": "RRPay neranda",
};
const STATES_LT: Readonly<Record<Extract<JournalRecord, { t: "evidence" }>["state"], string>> = {
  "in-progress": "vyksta",
  // a return and a void are approved too
  approved: "patvirtinta",
  declined: "atmesta",
  cancelled: "atšaukta",
};

function sale({ kind, saleKey }: { readonly kind: Kind; readonly saleKey: string }, language: Language): string {
  return `${KIND_WORDS[kind][language]} ${saleKey}`;
}

type Total = { readonly totalCents: number; readonly currency: string };

function sum({ totalCents, currency }: Total, language: Language): string {
  return `${centsIn(language, totalCents)} ${currency}`;
}

function attemptCount({ attempts = [], carried = [] }: Extract<JournalRecord, { t: "checkpoint" }>): number {
  return attempts.length + carried.reduce((count, line) => count + line.attempts.length, 0);
}

/** Enough of an id to tell attempts apart. The record of the send has it in full. */
function short({ attemptId }: { readonly attemptId: string }): string {
  return attemptId.slice(0, 8);
}

function document({ state, documentNo }: Fiscal, language: Language): string {
  if (state === "printed")
    return language === "lt"
      ? `kvitas ${documentNo ?? "be numerio"} atspausdintas`
      : `document ${documentNo ?? "without a number"} printed`;
  if (language === "lt") return state === "not-printed" ? "kvitas neatspausdintas" : "kvitas dar neatspausdintas";
  return state === "not-printed" ? "no document printed" : "document not printed yet";
}

type Sums = { readonly roundingCents: number; readonly changeCents: number };

function money(payments: readonly Tender[], { changeCents, roundingCents }: Sums, language: Language): string {
  const [change, rounding] = language === "lt" ? ["grąža", "apvalinimas"] : ["change", "rounding"];
  const rows = payments.map(({ name, amountCents }) => `${name} ${centsIn(language, amountCents)}`);
  if (changeCents !== 0) rows.push(`${change} ${centsIn(language, changeCents)}`);
  if (roundingCents !== 0) rows.push(`${rounding} ${centsIn(language, roundingCents)}`);
  return rows.length === 0 ? "" : `: ${rows.join(", ")}`;
}
