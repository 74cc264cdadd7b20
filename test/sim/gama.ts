/** GAMA as far as the till sees it: receipts with their numbers, what is on its disk, and the payloads that it makes. */
import type { Kind } from "./truth.ts";

/** One customer's receipt. Two of them may carry one number: keys are what GAMA says, `uid` is what is true. */
export interface Receipt {
  readonly uid: number;
  readonly kind: "sale" | "return";
  readonly saleKey: string;
  totalCents: number;
  /** The fiscal document that a return takes back. */
  readonly original?: string;
  /** GAMA has it on its disk: survives the till's crashes. */
  saved: boolean;
  /** Nothing more is to be done with it, and why. */
  end?: "unpaid" | "voided" | "left" | "lost" | "refused";
  /** A person has said something about it that is not so: what follows from that is not the till's fault. */
  misled: boolean;
  /** The void of which it was said: RRPay's word, once it is accepted, puts that right. */
  misledBy?: string | undefined;
  /** The id that the last `init` gave. */
  attemptId?: string;
}

export function isDone({ saved, end }: Receipt): boolean {
  return saved || end !== undefined;
}

/** The settlement window of a receipt. */
export function settlement({ kind, saleKey, totalCents, original }: Receipt): object {
  return {
    window: "settlement",
    saleKey,
    kind,
    receiptNo: saleKey === "" ? "" : saleKey,
    operator: "ONA",
    currency: "EUR",
    ...(original === undefined ? {} : { original: { documentNo: original } }),
    ...contentOf(totalCents),
  };
}

/** Lines and totals of a receipt, as a late void brings them along. */
export function contentOf(totalCents: number): object {
  return {
    lines: [
      {
        ...{ no: 1, type: "item", code: "PR001", name: "Pienas 2,5 %", unit: "VNT" },
        ...{ quantityE4: 10_000, unitPriceE4: totalCents * 100 },
        ...{ discountCents: 0, totalCents, vatGroup: "A", vatRateBp: 2100 },
      },
    ],
    totals: { totalCents, discountCents: 0, vatCents: 0 },
  };
}

export function closing(kind: Kind, { saleKey, attemptId }: Receipt, saved: boolean): object {
  const named = kind === "void" || attemptId === undefined ? {} : { attemptId };
  return { window: "settlement", kind, saleKey, ...named, saved };
}

/** What GAMA has: receipts in the order in which they were rung up. */
export class Shop {
  readonly receipts: Receipt[] = [];
  /** The receipt on which F8 was pressed last. */
  voiding: Receipt | undefined;

  ringUp(receipt: Omit<Receipt, "uid" | "saved" | "misled">): Receipt {
    const rung: Receipt = { ...receipt, uid: this.receipts.length + 1, saved: false, misled: false };
    this.receipts.push(rung);
    return rung;
  }

  /** Whose receipt a key means now: the one that was rung up last. */
  latest(kind: Kind, saleKey: string): Receipt | undefined {
    const { voiding } = this;
    if (kind === "void" && voiding?.saleKey === saleKey) return voiding;
    for (let at = this.receipts.length - 1; at >= 0; at--) {
      const receipt = this.receipts[at]!;
      if (receipt.saleKey === saleKey && (kind === "void" || receipt.kind === kind)) return receipt;
    }
    return undefined;
  }
}
