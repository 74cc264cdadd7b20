/** `gama-rrpay journal pair DIR`: undoes the pairing with an RRPay, so that the next send pins the one that is there. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { needsPerson, needsRrpay } from "../../plugin/payment/attempt.ts";
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Store } from "../node/store/store.ts";
import { CliError, EXIT, type ExitCode, usageError } from "./exit.ts";
import { encodeRecord, withStore } from "./journal-folder.ts";
import { readLines } from "./journal-lines.ts";

export type Pairing =
  | { readonly kind: "undone"; readonly storeId: string; readonly left: readonly Attempt[] }
  | { readonly kind: "not-paired" }
  | { readonly kind: "refused"; readonly storeId: string; readonly open: readonly Attempt[] };

export interface PairOptions {
  /** Goes on although payments at the old RRPay are open. */
  readonly force?: boolean;
  readonly now?: Date;
}

/** The command: says what it does, or what must be ended first. */
export async function pair(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: "boolean", default: false } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw usageError("journal pair takes one data folder");
  const pairing = pairFolder(folder, values);
  for (const line of describePairing(pairing)) console.log(line);
  return pairing.kind === "refused" ? EXIT.notDone : EXIT.done;
}

/** Appends a pin without a store to the journal of a data folder whose till is closed. */
export function pairFolder(folder: string, options: PairOptions = {}): Pairing {
  return withStore(folder, (store) => undo(store, options));
}

function undo({ journal, folder }: Store, { force = false, now = new Date() }: PairOptions): Pairing {
  const { corrupt, tailCut, segment, badOffset } = journal.load();
  if (corrupt) throw new CliError("The journal is damaged: run journal repair first.", EXIT.notDone);
  const ledger = ledgerOf(join(folder, "journal"));
  const { storeId } = ledger;
  if (storeId === undefined) return { kind: "not-paired" };
  const open = ledger
    .unsettled()
    .filter((attempt) => attempt.storeId === storeId && needsRrpay(attempt) && needsPerson(attempt));
  if (open.length > 0 && !force) return { kind: "refused", storeId, open };
  if (tailCut) journal.truncate(segment, badOffset);
  journal.append(encodeRecord({ t: "pin", atMs: now.getTime() }));
  return { kind: "undone", storeId, left: open };
}

/** All kept segments, folded: the newest one only refers to what is unsettled. */
function ledgerOf(journal: string): Ledger {
  const ledger = new Ledger();
  for (const line of readLines(journal).flatMap(({ lines }) => lines)) {
    if (line.kind === "foreign")
      throw new CliError("The journal has records of another version of gama-rrpay: pair with that one.", EXIT.notDone);
    if (line.kind === "record") ledger.apply(line.record);
  }
  return ledger;
}

function describePairing(pairing: Pairing): string[] {
  switch (pairing.kind) {
    case "not-paired":
      return ["This till is paired with no RRPay: its next sale pairs it with the one that is there."];
    case "refused":
      return [
        `Not done: ${pairing.open.length} payments at RRPay's store ${pairing.storeId} are open, and only that RRPay can say how they ended:`,
        ...pairing.open.map(describeOpen),
        "Connect that RRPay again, or go on with --force: then only a person can close them (journal resolve).",
      ];
    case "undone":
      return [
        ...pairing.left.map((attempt) => `left to a person: ${describeOpen(attempt)}`),
        `The pairing with RRPay's store ${pairing.storeId} is undone: the next sale pairs this till with the RRPay that is there then.`,
      ];
  }
}

function describeOpen({ kind, saleKey, attemptId, payment, fiscal }: Attempt): string {
  return `${kind} ${saleKey}, attempt ${attemptId}: payment ${payment}, receipt ${fiscal}`;
}
