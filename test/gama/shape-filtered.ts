/**
 * A fourth made-up GAMA: its lines are a table of the day in which a filter shows one receipt's, it keeps numbers as
 * texts with a comma, has no VAT of a line but its rate, and the date with its time.
 */
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { cents, type Shape, totalOf } from "./shapes.ts";
import { FoxObject, type Value } from "./values.ts";

const bytes = (text: string): string => Buffer.from(encodeWindows1257(text)).toString("latin1");
const comma = (value: number, places: number): string => value.toFixed(places).replace(".", ",").padStart(12);

/** What another receipt of the day has. */
const EARLIER = 17;

export const FILTERED: Shape = {
  title: "lines of the whole day behind a filter, numbers as texts",
  captions: { pos: "Kasos darbalaukis", settlement: "Atsiskaitymas už prekes" },
  voidKey: "F8",
  bind: () => {},
  ring(gama, { number, goods }) {
    const id = Number(number);
    const head = {
      KVITO_ID: id,
      KVITO_NR: `S-${number}`.padEnd(16),
      LAIKAS: new Date("2026-11-23T14:05:09Z"),
      VISO: totalOf(goods, "gross"),
      PIRKEJAS: " ".repeat(30),
    };
    gama.tables.set("kvitai", { records: [head], at: 0 });
    const row = (receipt: number, code: string, name: string, unit: string, rest: Record<string, Value>) => ({
      KVITO_ID: receipt,
      KODAS: code.padEnd(14),
      PAVADIN: bytes(name).padEnd(80),
      MATO_VNT: bytes(unit).padEnd(8),
      ...rest,
    });
    const other = row(EARLIER, "PR900", "Duona", "VNT", {
      KIEKIS: comma(1, 3),
      KAINA: comma(9.99, 4),
      NUOL_PROC: comma(0, 2),
      SUMA: comma(9.99, 2),
      PVM_TAR: "21",
    });
    const rows = goods.map((one) =>
      row(id, one.code, one.name, one.unit, {
        KIEKIS: comma(one.quantity, 3),
        KAINA: comma(one.price, 4),
        NUOL_PROC: comma(one.percentOff ?? 0, 2),
        SUMA: comma(cents(one.quantity * one.price * (1 - (one.percentOff ?? 0) / 100)), 2),
        PVM_TAR: String(one.rate).padStart(2),
      }),
    );
    gama.tables.set("kviteil", { records: [other, ...rows], at: 1, filter: `KVITO_ID = ${id}` });
    const credits = ["Grynieji", "Kortelė", "Apvalinimas"].map((name, at) => ({
      KRED_NR: String([1, 2, 3][at]).padEnd(4),
      KRED_PAV: bytes(name).padEnd(24),
      KRED_SUMA: 0,
    }));
    gama.tables.set("kreditai", { records: credits, at: 0 });
  },
  pos: () =>
    new FoxObject({ Caption: "Kasos darbalaukis", DataSessionId: 6, HWnd: 61, Visible: true, KeyPreview: true }),
  settlement: () =>
    new FoxObject({
      Caption: bytes("Atsiskaitymas už prekes"),
      DataSessionId: 6,
      HWnd: 62,
      Visible: true,
      nBusena: 0,
    }),
  save: (_gama, window) => void window.members.set("NBUSENA", 2),
  paid: (gama) =>
    (gama.tables.get("kreditai")?.records ?? [])
      .map(({ KRED_NR = "", KRED_SUMA = 0 }) => [Number(KRED_NR), Number(KRED_SUMA)] as const)
      .filter(([, sum]) => sum !== 0),
};
