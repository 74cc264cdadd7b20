/** A line of a receipt, as a consultant says it and as GAMA keeps it. */
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Value } from "./values.ts";

export interface Item {
  readonly code: string;
  readonly name?: string;
  readonly type?: number;
  readonly pieces?: number;
  readonly fraction?: number;
  readonly price: number;
  readonly sum: number;
  readonly vat: number;
  readonly rate?: number;
  /** Of the price, in percent. */
  readonly discount?: number;
  /** Any other field, by its name in GAMA. */
  readonly fields?: Readonly<Record<string, Value>>;
}

/** As GAMA's table has it. */
export function recordOf({
  code,
  name = "Pienas",
  type = 1,
  pieces = 1,
  fraction = 1,
  price,
  sum,
  vat,
  rate = 21,
  discount = 0,
  fields = {},
}: Item): Record<string, Value> {
  return {
    I07_TIPAS: type,
    I07_KODAS: code.padEnd(12),
    I07_PAV: Buffer.from(encodeWindows1257(name)).toString("latin1").padEnd(40),
    I07_KIEKIS: pieces,
    I07_FRAKCIJA: fraction,
    I07_KAINA_SU: price,
    I07_SUMA: sum,
    I07_PVM: vat,
    I07_MOKESTIS_P: rate,
    I07_NUOLAIDA: discount,
    I07_KODAS_US: "VNT         ",
    DI07_BAR_KODAS: " ".repeat(12),
    ...fields,
  };
}
