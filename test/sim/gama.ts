/** GAMA as the till sees it: receipts with their numbers, what is on its disk, and the payloads that it makes. */
import { validateVoidRequest } from "../../schemas/generated/validators.js";
import type { Kind } from "./truth.ts";

/**
 * The receipt of one customer. Two receipts may have the same number: GAMA gives keys, and `uid` is the true identity.
 */
export interface Receipt {
  readonly uid: number;
  readonly kind: "sale" | "return";
  readonly saleKey: string;
  totalCents: number;
  /** The fiscal document of the sale that a return refers to. */
  readonly original?: string;
  /** GAMA has it on its disk, so it survives crashes of the till. */
  saved: boolean;
  /** Why nothing more has to be done with it. */
  end?: "unpaid" | "voided" | "left" | "lost" | "refused";
  /** A person has said something untrue about it. What follows from that is not the till's fault. */
  misled: boolean;
  /** The void about which it was said. Once RRPay's outcome is accepted, this is put right. */
  misledBy?: string | undefined;
  /** The id that the last `init` gave. */
  attemptId?: string;
  /** The start of the till in which its `init` was refused: of that the till knows only while it runs (B24). */
  refusedIn?: number;
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

/** The lines and totals of a receipt, as a late void contains them. */
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

/** What GAMA has: its receipts, in the order in which they were entered. */
export class Shop {
  readonly receipts: Receipt[] = [];
  /** The receipt on which F8 was pressed last. */
  voiding: Receipt | undefined;

  ringUp(receipt: Omit<Receipt, "uid" | "saved" | "misled">): Receipt {
    const rung: Receipt = { ...receipt, uid: this.receipts.length + 1, saved: false, misled: false };
    this.receipts.push(rung);
    return rung;
  }

  /** The receipt that a key means now: the one that was entered last. */
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

/**
 * In version 2 of docs/contracts.md B a void names the kind of its original, if a sale and a return have the same
 * number.
 */
const NAMES_KIND = validateVoidRequest({ scope: "open", saleKey: "K", operator: "O", originalKind: "sale" });
export const whose = ({ kind }: Receipt): object => (NAMES_KIND ? { originalKind: kind } : {});
