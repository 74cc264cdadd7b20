/** All that the page shows, as one value, so that everybody who opens or reloads it sees the same. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeRecord } from "../../../runtime/cli/record-text.ts";
import { formatTime } from "../../../runtime/cli/time.ts";
import type { RrpayTransaction } from "../../../schemas/generated/types.ts";
import { readSegments } from "../../support/journal-files.ts";
import type { Shop } from "../pos/shop.ts";
import type { PosState } from "../pos/state.ts";
import type { LoggedAnswer } from "../rrpay/conversation.ts";
import type { Rule } from "../rrpay/faults.ts";
import type { Policy, Switches } from "../rrpay/model.ts";
import type { Rrpay } from "../rrpay/server.ts";
import type { Play } from "./player.ts";

export interface Snapshot {
  /** Counts how often a developer has built the page or the bundle since the server started. */
  readonly version: number;
  readonly pos: PosState;
  readonly rrpay: RrpayView;
  /** The newest comes last. */
  readonly journal: readonly JournalLine[];
  readonly conversation: readonly Exchange[];
  /** What went wrong in the emulator itself; normally empty. */
  readonly trouble: string;
  readonly scenario: {
    /** How many steps have been recorded. */
    readonly recorded: number;
    readonly play: Play | null;
  };
}

export interface RrpayView {
  readonly running: boolean;
  readonly listening: boolean;
  readonly held: number;
  readonly port: number;
  readonly storeId: string;
  readonly epoch: string;
  readonly policy: Policy;
  readonly switches: Omit<Switches, "busy"> & { readonly busy: NonNullable<Switches["busy"]> | null };
  readonly script: readonly Rule[];
  /** The newest comes last. */
  readonly transactions: readonly RrpayTransaction[];
  readonly receipts: readonly { readonly documentNo: string; readonly text: string }[];
}

export interface JournalLine {
  readonly time: string;
  /** By the page's language. */
  readonly text: Readonly<Record<"lt" | "en", string>>;
}

export interface Exchange {
  readonly no: number;
  readonly connection: number;
  readonly request: string;
  readonly body: string;
  readonly faults: readonly string[];
  readonly answer: LoggedAnswer | null;
}

const TRANSACTIONS_SHOWN = 5;
const RECEIPTS_SHOWN = 5;
const JOURNAL_SHOWN = 60;
const EXCHANGES_SHOWN = 40;
const TEXT_SHOWN = 2000;

/** Everything except what the server alone knows. */
export function snapshotOf(
  shop: Shop,
  rrpay: Rrpay,
  script: readonly Rule[],
  trouble: string,
): Omit<Snapshot, "scenario" | "version"> {
  return {
    pos: shop.pos.state(),
    rrpay: viewOf(rrpay, script),
    journal: journalOf(shop.dataDir),
    conversation: conversationOf(rrpay),
    trouble,
  };
}

function viewOf(rrpay: Rrpay, script: readonly Rule[]): RrpayView {
  const { running, listening, held, port, storeId, epoch, policy, switches } = rrpay;
  const transactions = rrpay
    .latestTransactions(TRANSACTIONS_SHOWN)
    .flatMap((stored) => (stored.type === "transaction" ? [stored.answer] : []));
  const receipts = rrpay.latestReceipts(RECEIPTS_SHOWN).map(({ documentNo, text }) => ({ documentNo, text }));
  const shown = { ...switches, busy: switches.busy ?? null };
  return { running, listening, held, port, storeId, epoch, policy, switches: shown, script, transactions, receipts };
}

function journalOf(dataDir: string): JournalLine[] {
  if (!existsSync(join(dataDir, "journal"))) return [];
  try {
    const lines = readSegments(dataDir).flatMap(({ lines }) => lines);
    return lines.slice(-JOURNAL_SHOWN).map((line) =>
      line.kind === "record"
        ? {
            time: timeOf(line.record.atMs),
            text: { lt: describeRecord(line.record, "lt"), en: describeRecord(line.record, "en") },
          }
        : plainLine(line.json.slice(0, TEXT_SHOWN)),
    );
  } catch (error) {
    // The folder may exist before its first segment; the next change shows it.
    return [plainLine(error instanceof Error ? error.message : String(error))];
  }
}

function timeOf(atMs: number): string {
  return formatTime(atMs, -new Date(atMs).getTimezoneOffset());
}

/** A text that is the same in both languages. */
const plainLine = (text: string): JournalLine => ({ time: "", text: { lt: text, en: text } });

function conversationOf(rrpay: Rrpay): Exchange[] {
  const first = Math.max(0, rrpay.requests.length - EXCHANGES_SHOWN);
  return rrpay.requests.slice(first).map(({ connection, method, url, body, faults, answer }, at) => ({
    no: first + at + 1,
    connection,
    request: `${method} ${url}`.slice(0, TEXT_SHOWN),
    body: body.slice(0, TEXT_SHOWN),
    faults,
    answer:
      answer === undefined
        ? null
        : answer.type === "answer"
          ? { ...answer, text: answer.text.slice(0, TEXT_SHOWN) }
          : answer,
  }));
}
