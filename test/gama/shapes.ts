/**
 * Three made-up GAMAs, each of a shape of its own: what its windows, cursors and keys are called, and what it does when a
 * receipt is rung up, saved and voided. Nobody knows what a real one looks like; what tells them apart here is what may.
 */
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Table } from "./tables.ts";
import type { Gama } from "./till.ts";
import { FoxObject, numeric, type Value } from "./values.ts";

/** A line of a receipt as the shop sees it. */
export interface Goods {
  readonly code: string;
  readonly name: string;
  readonly barcode?: string;
  readonly unit: string;
  readonly quantity: number;
  /** Of one, with VAT. */
  readonly price: number;
  readonly percentOff?: number;
  readonly rate: number;
}

export interface Shape {
  readonly title: string;
  /** Captions of the window in which receipts are rung up, and of the one in which they are paid. */
  readonly captions: { readonly pos: string; readonly settlement: string };
  /** Puts a receipt on the screen. */
  ring(gama: Gama, receipt: { readonly number: string; readonly goods: readonly Goods[] }): void;
  pos(gama: Gama): FoxObject;
  settlement(gama: Gama): FoxObject;
  /** What the cashier's Enter does in the settlement window. */
  save(gama: Gama, settlement: FoxObject): void;
  /** What GAMA has been paid, as it knows it: credit number and euros. */
  paid(gama: Gama, settlement: FoxObject): (readonly [number, number])[];
  /** The key that voids. */
  readonly voidKey: string;
  /** Keys that GAMA has bound before RRPay comes. */
  bind(gama: Gama): void;
}

export const cents = (value: number): number => Math.round(value * 100) / 100;
const bytes = (text: string): string => Buffer.from(encodeWindows1257(text)).toString("latin1");
const TODAY = new Date("2026-11-23T00:00:00Z");

/** What a line comes to: with VAT, without, and the VAT. */
function sums({ quantity, price, percentOff = 0, rate }: Goods) {
  const gross = cents(quantity * price * (1 - percentOff / 100));
  const net = cents(gross / (1 + rate / 100));
  return { gross, net, vat: cents(gross - net) };
}

export const totalOf = (goods: readonly Goods[], part: "gross" | "net" | "vat"): number =>
  cents(goods.reduce((sum, one) => sum + sums(one)[part], 0));

/** A window with a method that takes a credit number and euros. */
function taking(method: string, window: FoxObject): FoxObject {
  const paid: (readonly [number, number])[] = [];
  window.members.set(method.toUpperCase(), ([number = 0, euros = 0]: Value[]) => {
    paid.push([numeric(number), numeric(euros)]);
    return true;
  });
  PAID.set(window, paid);
  return window;
}

const PAID = new WeakMap<FoxObject, (readonly [number, number])[]>();
const paidBy = (window: FoxObject) => [...(PAID.get(window) ?? [])];

const table = (records: Record<string, Value>[], rest: Partial<Table> = {}): Table => ({ records, at: 0, ...rest });

/** Other names of everything; rows that are being edited; a method and a property of other names; F8 bound by GAMA. */
const OTHER_NAMES: Shape = {
  title: "other names, buffered rows",
  captions: { pos: "Prekyba", settlement: "Apmokėjimas" },
  voidKey: "F8",
  bind: (gama) => void gama.bound.set("F8", "DO anul_kvita"),
  ring(gama, { number, goods }) {
    const head = {
      KV_NR: number.padEnd(12),
      KV_DIENA: TODAY,
      KL_KODAS: " ".repeat(10),
      KL_PAV: " ".repeat(40),
      VALIUTA: "EUR",
      KV_SUMA: totalOf(goods, "gross"),
      KASININKAS: "ONA       ",
    };
    gama.tables.set("crKvitas", table([head], { buffering: "row" }));
    const rows = goods.map((one, at) => ({
      EIL_NR: at + 1,
      EIL_TIPAS: "P",
      PREKES_KOD: one.code.padEnd(12),
      PREKES_PAV: bytes(one.name).padEnd(40),
      BARKODAS: (one.barcode ?? "").padEnd(14),
      MATAS: bytes(one.unit.toLowerCase()).padEnd(6),
      KIEK: one.quantity,
      KAINA: one.price,
      NUOL_PR: one.percentOff ?? 0,
      SUMA_SU: sums(one).gross,
      PVM_SUMA: sums(one).vat,
      PVM_PROC: one.rate,
    }));
    gama.tables.set("crEil", table(rows, { buffering: "row" }));
  },
  pos: () => new FoxObject({ Caption: "Prekyba", DataSessionId: 3, HWnd: 31, Visible: true, KeyPreview: true }),
  settlement: () =>
    taking(
      "mokejimas",
      new FoxObject({ Caption: bytes("Apmokėjimas"), DataSessionId: 3, HWnd: 32, Visible: true, lIssaugota: false }),
    ),
  save: (_gama, window) => void window.members.set("LISSAUGOTA", true),
  paid: (_gama, window) => paidBy(window),
};

/** Payments in a cursor of rows, other credit numbers, prices without VAT, discounts in euros; F8 heard by the window. */
const PAYMENT_ROWS: Shape = {
  title: "payments in a cursor, prices without VAT",
  captions: { pos: "Kasa", settlement: "Kvito apmokėjimas" },
  voidKey: "F8",
  bind: () => {},
  ring(gama, { number, goods }) {
    const head = {
      DOK_NR: Number(number),
      DATA: TODAY,
      BE_PVM: totalOf(goods, "net"),
      PVM: totalOf(goods, "vat"),
    };
    gama.tables.set("kasadok", table([head]));
    const rows = goods.map((one) => ({
      TIPAS: 1,
      KODAS: one.code.padEnd(12),
      PREKE: bytes(one.name).padEnd(60),
      VNT: one.unit.padEnd(4),
      KIEKIS: Math.round(one.quantity * 1000),
      DALIS: 1000,
      KAINA_BE: Math.round((one.price / (1 + one.rate / 100)) * 10_000) / 10_000,
      NUOL_EUR: cents(one.quantity * one.price - sums(one).gross),
      SUMA_BE: sums(one).net,
      PVM_SUMA: sums(one).vat,
      TARIFAS: one.rate,
    }));
    gama.tables.set("kasaeil", table(rows));
    const credits = ["Grynieji", "Banko kortelė", "Apvalinimas"].map((name, at) => ({
      NR: [1, 5, 9][at] ?? 0,
      PAVAD: bytes(name).padEnd(20),
      SUMA: 0,
    }));
    gama.tables.set("kasamok", table(credits));
  },
  pos: () => new FoxObject({ Caption: "Kasa", DataSessionId: 4, HWnd: 41, Visible: true, KeyPreview: true }),
  settlement: () =>
    new FoxObject({
      Caption: bytes("Kvito apmokėjimas"),
      DataSessionId: 4,
      HWnd: 42,
      Visible: true,
      Refresh: () => true,
    }),
  save: () => {},
  paid: (gama) =>
    (gama.tables.get("kasamok")?.records ?? [])
      .map(({ NR = 0, SUMA = 0 }) => [numeric(NR), numeric(SUMA)] as const)
      .filter(([, sum]) => sum !== 0),
};

/** GAMA's own field names, but the number comes on saving, there are sales units, and F9 voids. */
const NUMBERED_ON_SAVING: Shape = {
  title: "numbered on saving, another key",
  captions: { pos: "POS pardavimo taškas", settlement: "Atsiskaitymas" },
  voidKey: "F9",
  bind: (gama) => void gama.bound.set("F9", "DO storno"),
  ring(gama, { goods }) {
    const head = {
      I06_DOK_NR: " ".repeat(20),
      I06_OP_DATA: TODAY,
      I06_KODAS_KS: " ".repeat(12),
      I06_PAV: " ".repeat(70),
      I06_KODAS_VL: "EUR".padEnd(12),
      I06_PVM_TIP: 1,
      I06_SUMA: totalOf(goods, "net"),
      I06_SUMA_PVM: totalOf(goods, "vat"),
      I06_PASTABOS: " ".repeat(50),
      I06_ADDUSR: "ONA       ",
    };
    gama.tables.set("I06_PARH", table([head]));
    const rows = goods.map((one) => {
      // Six pieces in a box: the price is the box's.
      const isBox = one.unit === "DEZ";
      return {
        I07_TIPAS: 1,
        I07_KODAS: one.code.padEnd(12),
        I07_PAV: bytes(one.name).padEnd(40),
        I07_KODAS_US: (isBox ? "VNT" : one.unit).padEnd(12),
        I07_KIEKIS: Math.round(one.quantity * (isBox ? 6 : 1) * (one.unit === "KG" ? 1000 : 1)),
        I07_FRAKCIJA: one.unit === "KG" ? 1000 : 1,
        I07_KODAS_US_A: (isBox ? "DEZ" : "").padEnd(12),
        I07_ALT_KIEKIS: isBox ? one.quantity : 0,
        I07_ALT_FRAK: 1,
        I07_KAINA_SU: one.price,
        I07_NUOLAIDA: one.percentOff ?? 0,
        I07_SUMA: sums(one).net,
        I07_PVM: sums(one).vat,
        I07_MOKESTIS: one.rate === 0 ? 0 : 1,
        I07_MOKESTIS_P: one.rate,
      };
    });
    gama.tables.set("I07_PARD", table(rows));
  },
  pos: () =>
    new FoxObject({
      Caption: bytes("POS pardavimo taškas"),
      DataSessionId: 5,
      HWnd: 51,
      Visible: true,
      KeyPreview: false,
    }),
  settlement: () =>
    taking(
      "kreditas",
      new FoxObject({ Caption: "Atsiskaitymas", DataSessionId: 5, HWnd: 52, Visible: true, lIrasyta: false }),
    ),
  save(gama, window) {
    const head = gama.tables.get("I06_PARH")?.records[0];
    if (head) head.I06_DOK_NR = "K000777".padEnd(20);
    window.members.set("LIRASYTA", true);
  },
  paid: (_gama, window) => paidBy(window),
};

export const SHAPES: readonly Shape[] = [OTHER_NAMES, PAYMENT_ROWS, NUMBERED_ON_SAVING];
