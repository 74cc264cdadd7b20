/** A journal record as one line that a person reads. */
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { Fiscal, Tender } from "../../schemas/generated/types.ts";

/** `2026-11-23 14:05:09.120`, in the time zone of this machine, as on the receipt. */
export function formatTime(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().replace("T", " ").slice(0, 23);
}

export function formatCents(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What happened, without its time. */
export function describeRecord(record: JournalRecord): string {
  switch (record.t) {
    case "checkpoint":
      return `checkpoint of till ${record.till}: ${attemptCount(record)} attempts, segments from ${record.segments[0]?.segment ?? "none"}`;
    case "carried":
      return `carried on: ${record.attempts.map(short).join(", ")}`;
    case "pin":
      return record.storeId === undefined ? "pairing undone" : `paired with RRPay's store ${record.storeId}`;
    case "sent":
      return `sent ${record.kind} ${record.saleKey}, ${formatCents(record.totalCents)} ${record.currency}, as ${record.attemptId}`;
    case "adopted":
      return `took over ${record.kind} ${record.saleKey}, which RRPay had as ${record.attemptId}, for ${record.from.slice(0, 8)}`;
    case "resent":
      return `sent ${short(record)} again, the same bytes`;
    case "payment":
      return `${record.event} ${short(record)} (${record.code})${record.otherId ? `, RRPay has ${record.otherId}` : ""}`;
    case "evidence":
      return `RRPay says ${record.state} of ${short(record)}${money(record.payments, record)}; ${document(record.fiscal)}`;
    case "close":
      return `GAMA has ${record.saved ? "saved" : "not saved"} ${short(record)}`;
    case "unpaid":
      return `GAMA has saved ${record.kind} ${record.saleKey}, of which no payment is known`;
    case "behind":
      return `RRPay has ${record.kind} ${record.saleKey}, ${formatCents(record.totalCents)} ${record.currency}, as ${record.attemptId}, which the journal did not know`;
    case "decision":
      return `${record.operator} decided ${record.decision} of ${short(record)}${record.note ? `: ${record.note}` : ""}`;
    case "refusal":
      return `refused ${record.hook} ${record.saleKey ?? ""} (${record.code}${record.path ? ` at ${record.path}` : ""})`;
  }
}

function attemptCount({ attempts = [], carried = [] }: Extract<JournalRecord, { t: "checkpoint" }>): number {
  return attempts.length + carried.reduce((sum, line) => sum + line.attempts.length, 0);
}

/** Enough of an id to tell attempts apart; the record of the send has it in full. */
function short({ attemptId }: { readonly attemptId: string }): string {
  return attemptId.slice(0, 8);
}

function document({ state, documentNo }: Fiscal): string {
  if (state === "printed") return `document ${documentNo ?? "without a number"} printed`;
  return state === "not-printed" ? "no document printed" : "document not printed yet";
}

function money(payments: readonly Tender[], sums: { roundingCents: number; changeCents: number }): string {
  const rows = payments.map(({ name, amountCents }) => `${name} ${formatCents(amountCents)}`);
  if (sums.changeCents !== 0) rows.push(`change ${formatCents(sums.changeCents)}`);
  if (sums.roundingCents !== 0) rows.push(`rounding ${formatCents(sums.roundingCents)}`);
  return rows.length === 0 ? "" : `: ${rows.join(", ")}`;
}
