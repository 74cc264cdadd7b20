/** What RRPay has of a receipt: the truth about its money, and what the cashier can read from RRPay's paper. */
import type { Sale } from "../../emulator/rrpay/model.ts";
import type { Rrpay } from "../../emulator/rrpay/server.ts";
import type { Receipt } from "./receipts.ts";

export class RrpayBooks {
  readonly #rrpay: Rrpay;

  constructor(rrpay: Rrpay) {
    this.#rrpay = rrpay;
  }

  /** How often its money was taken (of a return: given back), less how often that was taken back. */
  timesPaid({ keys, kind }: Pick<Receipt, "keys" | "kind">): number {
    let times = 0;
    for (const { answer, content } of this.#of(keys)) {
      const isVoid = answer.kind === "void";
      const paidKind = isVoid ? (content.original?.kind ?? "sale") : answer.kind;
      if (answer.state === "approved" && paidKind === kind) times += isVoid ? -1 : 1;
    }
    return times;
  }

  isOpen({ keys }: Receipt): boolean {
    return this.#of(keys).some(({ answer }) => answer.state === "in-progress");
  }

  /** The newest paid transaction of it, or of its void. */
  paid({ keys, kind }: Receipt, what: "payment" | "void" = "payment"): Sale["answer"] | undefined {
    const wanted = what === "void" ? "void" : kind;
    return this.#of(keys)
      .filter(({ answer }) => answer.kind === wanted && answer.state === "approved")
      .at(-1)?.answer;
  }

  #of(keys: ReadonlySet<string>): Sale[] {
    return this.#rrpay
      .transactions()
      .filter((stored): stored is Sale => stored.type === "transaction" && keys.has(stored.answer.saleKey));
  }
}
