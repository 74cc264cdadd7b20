/** An RRPay that answers as docs/contracts.md C says, until a test makes it say something else. No sockets, no time of its own. */
import type { RrpayHealth, RrpayTransaction, RrpayTransactionRequest } from "../../schemas/generated/types.ts";
import { health } from "./attempts.ts";

export interface Asked {
  readonly action: "health" | "post" | "get" | "cancel" | "print";
  /** The transaction's id; empty for health. */
  readonly id: string;
  readonly body: string;
  /** The request as it went over the wire, head and body; `<token>` where the host splices it in. */
  readonly wire: string;
}

/** An answer, raw bytes, nothing at all, or the end of the connection. */
export type Reaction =
  | { readonly status: number; readonly body: unknown }
  | { readonly raw: string }
  | "silence"
  | "cut"
  | "reset";

/** What the customer and the printer make of a new transaction. */
export type Outcome = (
  request: Pick<RrpayTransactionRequest, "kind" | "saleKey" | "totalCents">,
) => Partial<RrpayTransaction>;

const printed = (documentNo: string) => ({ state: "printed", documentNo, printedAt: "2026-11-23T10:00:00" }) as const;

export const byCard: Outcome = ({ kind, saleKey, totalCents }) => ({
  state: "approved",
  payments: [{ method: 2, name: "Kortelė", amountCents: totalCents }],
  fiscal: printed(`${kind}-${saleKey}`),
});
export const unprinted: Outcome = (request) => ({ ...byCard(request), fiscal: { state: "not-printed" } });
export const declines: Outcome = () => ({ state: "declined" });
export const waits: Outcome = () => ({});

export class ScriptedRrpay {
  health: RrpayHealth = health();
  outcome: Outcome = byCard;
  /** What a test makes it say instead; undefined means the honest answer. */
  instead: (asked: Asked) => Reaction | undefined = () => undefined;
  readonly stored = new Map<string, RrpayTransaction>();
  readonly asked: Asked[] = [];

  /** What was asked of it so far, without health. */
  get actions(): string[] {
    return this.asked.map(({ action }) => action).filter((action) => action !== "health");
  }

  react(asked: Asked): Reaction {
    this.asked.push(asked);
    return this.instead(asked) ?? this.honest(asked);
  }

  honest({ action, id, body }: Asked): Reaction {
    if (action === "health") return { status: 200, body: this.health };
    if (action === "post") return this.#post(JSON.parse(body) as RrpayTransactionRequest);
    const known = this.stored.get(id);
    if (action === "cancel") return { status: 202, body: this.#cancel(id, known) };
    if (!known) {
      const { storeId, epoch } = this.health;
      return { status: 404, body: { error: "not-found", storeId, epoch } };
    }
    if (action === "get") return { status: 200, body: known };
    const isOwed = known.state === "approved" && known.fiscal.state !== "printed";
    return {
      status: 202,
      body: isOwed ? this.change(id, { fiscal: printed(`${known.kind}-${known.saleKey}`) }) : known,
    };
  }

  /** Something happens to a transaction: its revision rises. */
  change(id: string, change: Partial<RrpayTransaction>): RrpayTransaction {
    const known = this.stored.get(id)!;
    const next = { ...known, revision: known.revision + 1, ...change };
    this.stored.set(id, next);
    return next;
  }

  /** The only transaction there is. */
  get only(): RrpayTransaction {
    if (this.stored.size !== 1) throw new Error(`there are ${this.stored.size} transactions`);
    return [...this.stored.values()][0]!;
  }

  #post(request: RrpayTransactionRequest): Reaction {
    const known = this.stored.get(request.id);
    if (known) return { status: 200, body: known };
    const { id, till, kind, saleKey, currency, totalCents } = request;
    const made: RrpayTransaction = {
      ...{ id, till, kind, saleKey, currency, totalCents, state: "in-progress", revision: 1, payments: [] },
      ...{ roundingCents: 0, changeCents: 0, fiscal: { state: "not-printed" } },
      ...this.outcome(request),
    };
    this.stored.set(id, made);
    return { status: 201, body: made };
  }

  #cancel(id: string, known: RrpayTransaction | undefined): unknown {
    if (!known) {
      const tombstone = { id, state: "cancelled", revision: 1 };
      this.stored.set(id, tombstone as unknown as RrpayTransaction);
      return tombstone;
    }
    return known.state === "in-progress" ? this.change(id, { state: "cancelled" }) : known;
  }
}
