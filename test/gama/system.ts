/** The machine under rrpay.prg: its files, its settings, and what FoxPro tells of a table. */
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Gama } from "./till.ts";
import { numeric, text } from "./values.ts";
import type { World } from "./world.ts";

/** The functions of Visual FoxPro that ask the machine, its files and its tables. */
export function systemFunctions(gama: Gama): World["functions"] {
  let unique = 1;
  return {
    GETENV: () => "C:\\Users\\kasa\\Temp",
    SYS: ([what = 0]) => (what === 2015 ? `_${(unique++).toString(36).toUpperCase().padStart(9, "0")}` : "TILL1 # ona"),
    SET: ([what = "", part = 0]) => {
      if (what === "KEY") return gama.tables.get(gama.areas.selected)?.range?.[numeric(part) - 1] ?? "";
      return gama.settings.of(text(what));
    },
    ON: ([, label = ""]) => gama.bound.get(text(label)) ?? "",
    RAND: ([seed = 0]) => {
      if (seed !== -1) throw new Error("RAND without a seed of the clock's is the same on every machine");
      return 0.5;
    },
    DATE: () => new Date("2026-11-23T00:00:00Z"),
    VERSION: () => "Visual FoxPro 09.00.0000.5815 for Windows",
    CPCURRENT: () => 1257,
    CURSORGETPROP: ([, alias = ""]) => BUFFERING[gama.tables.get(text(alias))?.buffering ?? "none"],
    DBF: ([alias = ""]) => `C:\\RIV_GAMA\\${text(alias)}.DBF`,
    FSIZE: ([name = "", alias = ""]) => {
      const { records = [], structure = {} } = gama.tables.get(text(alias)) ?? {};
      const value = (records[0] ?? structure)[text(name)];
      return typeof value === "string" ? value.length : 8;
    },
    FILE: ([path = ""]) => {
      const name = fileName(text(path));
      if (name === "gama-shop.txt") return gama.hasFolder && gama.shop !== undefined;
      if (name === "gama_rrpay.dll") return gama.hasFolder && gama.hasDll;
      if (/^gama-(inspect|preview)/.test(name))
        return gama.files.has(name) && !gama.isReadOnly === text(path).startsWith(gama.till.folder);
      return gama.hasFolder;
    },
    FILETOSTR: ([path = ""]) => {
      if (!gama.hasFolder) throw new Error(`File '${text(path)}' does not exist.`);
      if (text(path).endsWith("gama-shop.txt")) return gama.shop ?? "";
      const written = gama.files.get(fileName(text(path)));
      return written === undefined ? gama.source : encode(written);
    },
    STRTOFILE: ([content = "", path = ""]) => {
      const name = fileName(text(path));
      if (gama.isReadOnly && text(path).startsWith(gama.till.folder)) throw new Error("Cannot create file.");
      if (gama.files.has(name)) throw new Error("SET SAFETY is on: FoxPro asks whether to write over");
      gama.files.set(name, decode(text(content)));
      return text(content).length;
    },
  };
}

/** As CURSORGETPROP tells it. */
const BUFFERING = { none: 1, row: 3, table: 5 } as const;

/** The end of a path of either kind. */
export const fileName = (path: string): string => /[^\\/]*$/.exec(path)?.[0] ?? "";

export const encode = (chars: string): string => Buffer.from(encodeWindows1257(chars)).toString("latin1");
export const decode = (bytes: string): string => decodeWindows1257(Buffer.from(bytes, "latin1")) ?? "";
