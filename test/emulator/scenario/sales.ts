/** The sales of a scenario by name: as the file describes them, and plain ones for all other names. */
import type { InitSettlementRequest } from "../../../schemas/generated/types.ts";
import { line, sale, vatOf } from "../../support/sales.ts";
import type { SaleSpec } from "./file.ts";

const PLAIN_CENTS = [258];

export class Sales {
  readonly #specs: Readonly<Record<string, SaleSpec>>;
  readonly #made = new Map<string, InitSettlementRequest>();

  constructor(specs: Readonly<Record<string, SaleSpec>> = {}) {
    this.#specs = specs;
  }

  /** The sales that were named so far. */
  get made(): Readonly<Record<string, InitSettlementRequest>> {
    return Object.fromEntries(this.#made);
  }

  /** The sale with that name; it is the same each time. */
  of(name: string): InitSettlementRequest {
    const made = this.#made.get(name) ?? this.#make(Object.hasOwn(this.#specs, name) ? this.#specs[name] : undefined);
    this.#made.set(name, made);
    return made;
  }

  #make({ of, linesCents = PLAIN_CENTS, times = 1, receiptNo }: SaleSpec = {}): InitSettlementRequest {
    const cents = Array.from({ length: times }, () => linesCents).flat();
    const totalCents = cents.reduce((sum, one) => sum + one, 0);
    const base = of === undefined ? sale() : this.of(of);
    return {
      ...base,
      ...(receiptNo === undefined ? {} : { receiptNo }),
      lines: cents.map((one, at) => line(one, { no: at + 1 })),
      totals: { totalCents, discountCents: 0, vatCents: vatOf(totalCents) },
    };
  }
}
