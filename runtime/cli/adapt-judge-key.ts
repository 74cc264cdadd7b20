/**
 * Whether GAMA keeps a receipt's key, where it numbers receipts only on saving: told by the same trial receipt, inspected
 * in the settlement window after payment and in the POS window once it was saved.
 */
import type { Windows } from "./adapt-find.ts";
import { cents, type Inspection } from "./adapt-inspection.ts";
import type { Judgement, Say } from "./adapt-judge.ts";
import type { Names } from "./adapt-names.ts";

/** The random part that rrpay.prg makes. */
const OURS = /^[0-9A-Z]{12}$/;

interface Head {
  readonly number: string;
  readonly date: string;
  readonly key: string;
  readonly totalCents: number;
}

export function judgeKey({ settlement, pos }: Windows, names: Names, say: Say): Judgement {
  const name = "GAMA-3";
  const field = names.get("header.key");
  if (field === "")
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        "kvito numerio prieš mokant nėra, ir laisvo lauko raktui nerasta",
        "there is no number before payment, and no free field for a key",
      ),
    };
  const [paid, saved] = [headIn(settlement, names), headIn(pos, names)];
  const isSaved = saved !== undefined && saved.number !== "" && Number(saved.number) !== 0;
  if (isSaved && OURS.test(saved.key))
    return {
      name,
      verdict: "holds",
      evidence: say(
        `numeris suteikiamas tik išsaugant; išsaugotas kvitas ${saved.number} savo raktą lauke ${field} turi`,
        `the number is given only on saving; the saved receipt ${saved.number} has its key in ${field}`,
      ),
    };
  const isSame = paid !== undefined && saved?.date === paid.date && saved.totalCents === paid.totalCents;
  if (isSaved && isSame && OURS.test(paid.key))
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `kvitas ${saved.number} išsaugotas be rakto, kuris prieš išsaugant buvo lauke ${field}: atvertas iš naujo jis neatskiriamas nuo naujo kvito, ir pinigai būtų paimti antrą kartą. Nurodykite kitą lauką (header.key); kol jo nėra, išsaugotų kvitų atsiskaitymo lange neatverkite`,
        `receipt ${saved.number} was saved without the key that stood in ${field} before: opened again it cannot be told from a new receipt, and its money would be taken a second time. Name another field (header.key); until there is one, open no saved receipt in the settlement window`,
      ),
    };
  return {
    name,
    verdict: "cannot-tell",
    evidence: say(
      `numerio prieš mokant nėra, raktas saugomas lauke ${field}; ar GAMA jį išsaugo: apmokėkite bandomąjį kvitą, atsiskaitymo lange įvykdykite INSPECT, kvitą išsaugokite, atverkite jį POS lange, ten įvykdykite INSPECT ir dar kartą paleiskite adapt`,
      `there is no number before payment, the key is kept in ${field}; whether GAMA saves it: pay a trial receipt, run INSPECT in the settlement window, save the receipt, open it in the POS window, run INSPECT there, and adapt once more`,
    ),
  };
}

function headIn(inspection: Inspection | undefined, names: Names): Head | undefined {
  const alias = names.get("header").toUpperCase();
  const header = inspection?.cursors.find((one) => one.alias.toUpperCase() === alias);
  if (header === undefined) return undefined;
  const standsIn = (field: string) =>
    header.fields.find(({ name }) => name.toUpperCase() === field.trim().toUpperCase())?.value ?? "";
  const value = (what: string) => standsIn(names.get(what)).trim();
  const euros = names
    .get("header.total")
    .split("+")
    .reduce((sum, field) => sum + Number(standsIn(field)), 0);
  return {
    number: value("header.number"),
    date: value("header.date"),
    key: value("header.key"),
    totalCents: cents(euros),
  };
}
