/** Sales in the form in which GAMA passes them, built line by line. */
import type { InitSettlementRequest, Line } from "../../schemas/generated/types.ts";
import { cents } from "./matchers.ts";

let serial = 0;

/** A sale with a key of its own and no lines yet. */
export function aSale(): SaleBuilder {
  return new SaleBuilder("sale");
}

/** Builds one sale. Each method returns the builder. */
export class SaleBuilder {
  readonly #kind: InitSettlementRequest["kind"];
  readonly #receiptNo = String(++serial).padStart(6, "0");
  readonly #lines: Line[] = [];
  #operator = "ONA";
  #customer: InitSettlementRequest["customer"];
  #original: InitSettlementRequest["original"];

  constructor(kind: InitSettlementRequest["kind"]) {
    this.#kind = kind;
  }

  /** The key by which GAMA knows it. */
  get saleKey(): string {
    return `T1-20261123-${this.#receiptNo}`;
  }

  /** Adds one piece of an article at this price in euros, VAT included. */
  item(name: string, euros: string, changes: Partial<Line> = {}): this {
    const totalCents = cents(euros);
    this.#lines.push({
      no: this.#lines.length + 1,
      type: "item",
      code: `PR${String(this.#lines.length + 1).padStart(3, "0")}`,
      name,
      unit: "VNT",
      quantityE4: totalCents < 0 ? -10_000 : 10_000,
      unitPriceE4: Math.abs(totalCents) * 100,
      discountCents: 0,
      totalCents,
      vatGroup: "A",
      vatRateBp: 2100,
      ...changes,
    });
    return this;
  }

  /** Sets the cashier who sells. */
  operator(name: string): this {
    this.#operator = name;
    return this;
  }

  /** Sets the customer, if the receipt names one. */
  customer(code: string, name: string, vatCode = ""): this {
    this.#customer = { code, name, vatCode };
    return this;
  }

  /** A return of a fiscal document, with the same lines. */
  asReturnOf(documentNo: string): SaleBuilder {
    const other = new SaleBuilder("return");
    for (const { name, totalCents, ...rest } of this.#lines)
      other.item(name, (totalCents / 100).toFixed(2), { ...rest, totalCents });
    other.#original = { documentNo };
    return other.operator(this.#operator);
  }

  /** The payload of `init` in the settlement window. */
  build(): InitSettlementRequest {
    const totalCents = this.#lines.reduce((sum, line) => sum + line.totalCents, 0);
    const vatCents = this.#lines.reduce((sum, { totalCents: of, vatRateBp }) => sum + vatOf(of, vatRateBp), 0);
    return {
      window: "settlement",
      saleKey: this.saleKey,
      kind: this.#kind,
      receiptNo: this.#receiptNo,
      operator: this.#operator,
      currency: "EUR",
      ...(this.#customer === undefined ? {} : { customer: this.#customer }),
      ...(this.#original === undefined ? {} : { original: this.#original }),
      lines: this.#lines,
      totals: { totalCents, discountCents: 0, vatCents },
    };
  }
}

function vatOf(totalCents: number, rateBp: number): number {
  return Math.round((totalCents * rateBp) / (10_000 + rateBp));
}
