/**
 * Judges each assumption about GAMA by what its windows showed: it holds, it does not hold, or this cannot be told from
 * here.
 */
import type { Windows } from "./adapt-find.ts";
import { euros } from "./adapt-find.ts";
import type { Inspection } from "./adapt-inspection.ts";
import { judgeKey } from "./adapt-judge-key.ts";
import { judgeEscape, judgeMoment, judgePayments, judgeSaved, judgeVoid } from "./adapt-judge-window.ts";
import type { Names } from "./adapt-names.ts";
import { centsOf, type Found, wordOf } from "./adapt-propose.ts";
import { counted, type Language } from "./words.ts";

export type Verdict = "holds" | "does-not-hold" | "cannot-tell";

export interface Judgement {
  /** GAMA-1 … GAMA-9, V1, V2. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly evidence: string;
}

/** A missing line that is reported on its own, because nothing can be sold without it. */
export interface Missing {
  /** The line of gama-shop.txt that is needed, without its value. */
  readonly name: string;
  readonly evidence: string;
}

export interface Report {
  readonly judgements: readonly Judgement[];
  readonly missing: readonly Missing[];
}

export type Say = (lt: string, en: string) => string;

/** Judges all assumptions in their order. */
export function judge(windows: Windows, found: Found, names: Names, language: Language): Report {
  const say: Say = (lt, en) => (language === "lt" ? lt : en);
  const missing = missingRows(found, names, say);
  const { settlement, pos } = windows;
  const nothing = (name: string): Judgement => ({
    name,
    verdict: "cannot-tell",
    evidence: say("atsiskaitymo lango aprašo nėra", "there is no inspection of the settlement window"),
  });
  const rows: Record<string, () => Judgement> = {
    "GAMA-1": () => judgeWindow(windows, names, say),
    "GAMA-2": () => judgeCursors(settlement!, found, names, say),
    "GAMA-3": () => judgeHeader(windows, found, names, say),
    "GAMA-4": () => judgeLines(found, missing, say),
    "GAMA-5": () => judgeOperator(found, names, say),
    "GAMA-6": () => judgePayments(settlement!, names, say),
    "GAMA-7": () => judgeSaved(settlement!, names, say),
    "GAMA-8": () => judgeEscape(settlement!, say),
    "GAMA-9": () => judgeVoid(pos, names, say),
    V1: () => ({
      name: "V1",
      verdict: "holds",
      evidence: say(
        `INSPECT tekstas įvykdytas ir gavo langą „${settlement!.caption}“ (${settlement!.foxPro.slice(0, 20)})`,
        `the INSPECT text ran and was given the window "${settlement!.caption}" (${settlement!.foxPro.slice(0, 20)})`,
      ),
    }),
    V2: () => judgeMoment(settlement!, found, say),
  };
  return {
    judgements: Object.entries(rows).map(([name, row]) => (settlement === undefined ? nothing(name) : row())),
    missing,
  };
}

function judgeWindow({ settlement, pos }: Windows, names: Names, say: Say): Judgement {
  const caption = names.get("window.settlement");
  const isIn = (one: Inspection | undefined) => one?.caption.toUpperCase().includes(caption.toUpperCase()) ?? false;
  const both = isIn(settlement) && isIn(pos);
  return {
    name: "GAMA-1",
    verdict: both ? "does-not-hold" : pos === undefined ? "cannot-tell" : "holds",
    evidence: both
      ? say(`„${caption}“ yra abiejų langų antraštėse`, `"${caption}" is in both captions`)
      : say(
          `„${settlement?.caption}“ – atsiskaitymo, „${pos?.caption ?? "?"}“ – POS langas`,
          `"${settlement?.caption}" is the settlement window, "${pos?.caption ?? "?"}" the POS one`,
        ),
  };
}

function judgeCursors(settlement: Inspection, found: Found, names: Names, say: Say): Judgement {
  const name = "GAMA-2";
  const { lines, header, grossCents } = found;
  const [part] = settlement.cursors.filter(({ alias, keyRange }) => keyRange !== "" && alias === lines?.alias);
  if (part !== undefined)
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `GAMA rodo tik dalį ${part.alias} eilučių (SET KEY: ${part.keyRange}), o užklausa mato visas: nurodykite kitą kvito eilučių žymeklį (lines)`,
        `GAMA shows only some of the lines of ${part.alias} (SET KEY: ${part.keyRange}), and a query sees all: name another cursor of the receipt's lines (lines)`,
      ),
    };
  if (lines === undefined || header === undefined) {
    const aliases = settlement.cursors.map(({ alias, recordCount }) => `${alias} (${recordCount})`).join(", ");
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `nė viename žymeklyje nerasta kvito eilučių, kurių kiekis ir kaina sudaro sumą: ${aliases}`,
        `no cursor has lines whose quantity and price come to their sum: ${aliases}`,
      ),
    };
  }
  const total = names.get("header.total");
  if (total === "")
    return {
      name,
      verdict: "cannot-tell",
      evidence: say(
        `eilučių ${lines.rows.length}, iš viso ${euros(grossCents)} EUR, bet ${header.alias} tokios sumos nėra`,
        `${counted(lines.rows.length, "line")}, ${euros(grossCents)} EUR in all, but ${header.alias} has no such total`,
      ),
    };
  return {
    name,
    verdict: "holds",
    evidence: say(
      `${lines.alias}: eilučių ${lines.rows.length}, iš viso ${euros(grossCents)} EUR, tiek pat ${header.alias}.${total}`,
      `${lines.alias}: ${counted(lines.rows.length, "line")}, ${euros(grossCents)} EUR in all, and the same in ${header.alias}.${total}`,
    ),
  };
}

function judgeHeader(windows: Windows, { header }: Found, names: Names, say: Say): Judgement {
  const name = "GAMA-3";
  const standing = (what: string) => header?.fields.find((one) => one.name === names.get(what))?.value;
  const [number, date] = [standing("header.number"), standing("header.date")];
  if (date === undefined || date === "")
    return { name, verdict: "does-not-hold", evidence: say("nėra datos lauko", "there is no field of the date") };
  const isNumbered = number !== undefined && number !== "" && Number(number) !== 0;
  if (isNumbered)
    return {
      name,
      verdict: "holds",
      evidence: say(
        `${names.get("header.number")} = ${wordOf(number)}, ${names.get("header.date")} = ${date}`,
        `${names.get("header.number")} = ${wordOf(number)}, ${names.get("header.date")} = ${date}`,
      ),
    };
  return judgeKey(windows, names, say);
}

function judgeLines({ lines, reading }: Found, missing: readonly Missing[], say: Say): Judgement {
  const name = "GAMA-4";
  if (lines === undefined || reading === undefined)
    return { name, verdict: "cannot-tell", evidence: say("kvito eilučių nerasta", "no lines of a receipt were found") };
  const { explained, costing } = reading;
  const [worst] = missing;
  const isWhole = explained === costing && worst === undefined;
  const counted = say(
    `kiekis, kaina ir nuolaida paaiškina ${explained} eilučių iš ${costing}`,
    `quantity, price and discount explain ${explained} lines of ${costing}`,
  );
  return {
    name,
    verdict: isWhole ? (costing < 2 ? "cannot-tell" : "holds") : "does-not-hold",
    evidence: worst === undefined ? counted : `${counted}; ${worst.evidence}`,
  };
}

/** VAT rates and units of the lines for which the shop's maps have no row. */
function missingRows({ lines }: Found, names: Names, say: Say): Missing[] {
  if (lines === undefined) return [];
  const missing = new Map<string, Missing>();
  for (const [at, row] of lines.rows.entries()) {
    if (centsOf(lines, names, at, "gross") === 0) continue;
    const hasVat = row.get(names.get("line.hasVat"));
    const rate = hasVat !== undefined && Number(hasVat) === 0 ? 0 : Number(row.get(names.get("line.rate")) ?? 0);
    const percent = Number.isInteger(rate) ? String(rate) : rate.toFixed(2);
    const title = row.get(names.get("line.name")) ?? "";
    if (names.get(`vat.${percent}`) === "")
      missing.set(`vat.${percent}`, {
        name: `vat.${percent}`,
        evidence: say(
          `eilutė ${at + 1} (${title}): PVM tarifui ${percent} % nepriskirta RRPay grupė`,
          `line ${at + 1} (${title}): the VAT rate ${percent} % has no group of RRPay's`,
        ),
      });
    const unit = (row.get(names.get("line.unit")) ?? "").toUpperCase();
    if (unit !== "" && names.get(`unit.${unit}`) === "")
      missing.set(`unit.${unit}`, {
        name: `unit.${unit}`,
        evidence: say(
          `eilutė ${at + 1} (${title}): vienetui ${unit} nepriskirtas pavadinimas`,
          `line ${at + 1} (${title}): the unit ${unit} has no name`,
        ),
      });
  }
  return [...missing.values()];
}

function judgeOperator({ header }: Found, names: Names, say: Say): Judgement {
  const field = names.get("operator");
  const value = header?.fields.find((one) => one.name === field)?.value ?? "";
  return {
    name: "GAMA-5",
    verdict: field === "" ? "cannot-tell" : value === "" ? "does-not-hold" : "holds",
    evidence:
      field === ""
        ? say("kasininku bus laikomas Windows naudotojas", "the Windows user will count as the cashier")
        : `${field} = ${value}`,
  };
}
