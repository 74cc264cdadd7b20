// What a window's members show: how it takes payments, how it shows that the sale is saved, how a receipt is voided.
import { euros } from "./adapt-find.ts";
import type { Inspection } from "./adapt-inspection.ts";
import type { Judgement, Say } from "./adapt-judge.ts";
import type { Names } from "./adapt-names.ts";
import type { Found } from "./adapt-propose.ts";
import { fieldsOf } from "./fields.ts";

export function judgePayments({ members, cursors }: Inspection, names: Names, say: Say): Judgement {
  const name = "GAMA-6";
  const cursor = names.get("payment.cursor");
  const method = names.get("payment.method");
  const hasCursor = cursors.some(({ alias }) => alias.toUpperCase() === cursor.toUpperCase());
  // An Error method of GAMA's comes before our CATCH.
  const hidesFaults = members.has("ERROR") && names.get("payment.sum") === "";
  const hasMethod = members.get(method.toUpperCase())?.startsWith("Method") ?? false;
  const sum = names.get("payment.sum").toUpperCase();
  const header = cursors.find(({ alias }) => alias.toUpperCase() === names.get("header").toUpperCase());
  const isThere = members.get(sum)?.startsWith("Property") || header?.fields.some(({ name }) => name === sum);
  if (sum !== "" && !isThere)
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `payment.sum=${sum}: tokios lango savybės ar kvito lauko nėra, tad mokėjimai nepalyginami`,
        `payment.sum=${sum}: there is no such property of the window or field of the header, so no payment is compared`,
      ),
    };
  if (cursor !== "" && hasCursor)
    return {
      name,
      verdict: "cannot-tell",
      evidence: say(
        `mokėjimų eilutės ${cursor} yra; ar GAMA jas perskaito, parodys bandomasis pardavimas`,
        `the payment rows ${cursor} are there; whether GAMA reads them the trial sale shows`,
      ),
    };
  if (method !== "" && hasMethod)
    return {
      name,
      verdict: "cannot-tell",
      evidence: say(
        `metodas ${method} yra; ar jis ima kredito numerį ir eurus, parodys bandomasis pardavimas${hidesFaults ? "; langas turi Error metodą: nurodykite payment.sum" : ""}`,
        `the method ${method} is there; whether it takes a credit number and euros the trial sale shows${hidesFaults ? "; the window has an Error method: name payment.sum" : ""}`,
      ),
    };
  return {
    name,
    verdict: "does-not-hold",
    evidence: say(
      "nei metodo, nei mokėjimų žymeklio nerasta: kasininkas mokėjimus įves ranka, kaip rodys pranešimas",
      "neither a method nor a cursor of payments was found: the cashier types the payments that a box shows",
    ),
  };
}

export function judgeSaved({ members }: Inspection, names: Names, say: Say): Judgement {
  const property = names.get("saved.property");
  const isNamed = property !== "screen" && property !== "ask" && property !== "";
  const isThere = members.get(property.toUpperCase())?.startsWith("Property L") ?? false;
  return {
    name: "GAMA-7",
    verdict: isNamed && !isThere ? "does-not-hold" : "cannot-tell",
    evidence: isNamed
      ? isThere
        ? say(
            `loginė savybė ${property} yra; ar ji pasikeičia įrašius, parodys bandomasis pardavimas`,
            `the logical property ${property} is there; whether it changes on saving the trial sale shows`,
          )
        : say(`savybės ${property} lange nėra`, `the window has no property ${property}`)
      : say("sprendžiama pagal tai, koks kvitas ekrane", "told by which receipt is on the screen"),
  };
}

export function judgeVoid(pos: Inspection | undefined, names: Names, say: Say): Judgement {
  const name = "GAMA-9";
  if (pos === undefined)
    return {
      name,
      verdict: "cannot-tell",
      evidence: say("POS lango aprašo nėra", "there is no inspection of the POS window"),
    };
  const key = names.get("void.key").toUpperCase();
  const bound = pos.keys.get(key) ?? "";
  const method = names.get("void.method");
  if (method !== "")
    return {
      name,
      verdict: pos.members.get(method.toUpperCase())?.startsWith("Method") ? "holds" : "does-not-hold",
      evidence: say(`anuliuoja lango metodas ${method}`, `the window's method ${method} voids`),
    };
  const isOurs = /CRRPAYF8TEXT/i.test(bound);
  if (pos.posWindows > 0 && !isOurs)
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `po INIT ${key} vėl pririšo GAMA (${bound || "–"}), per RRPay nebūtų anuliuojama: į lango Activate pabaigą įklijuokite CLOSE tekstą su "BIND" vietoj "CLOSE"`,
        `GAMA has bound ${key} again after INIT (${bound || "–"}), and RRPay would not void: paste the CLOSE text with "BIND" for "CLOSE" at the end of the window's Activate`,
      ),
    };
  const own = isOurs ? (pos.keys.get("own") ?? "") : bound;
  if (own !== "") return { name, verdict: "holds", evidence: `ON KEY LABEL ${key}: ${own}` };
  return {
    name,
    verdict: "cannot-tell",
    evidence: say(
      `${key} GAMA nepririšo komandos${pos.previewsKeys ? ", langas klavišus girdi pats" : ""}: paspauskite ${key} bandomajame kvite`,
      `GAMA has bound no command to ${key}${pos.previewsKeys ? ", the window hears keys itself" : ""}: press ${key} on a trial receipt`,
    ),
  };
}

/** A trial decline tells it; only an ON KEY LABEL that Esc would go past is known before. */
export function judgeEscape({ keys }: Inspection, say: Say): Judgement {
  const name = "GAMA-8";
  const bound = keys.get("ESC") ?? "";
  if (bound !== "")
    return {
      name,
      verdict: "does-not-hold",
      evidence: say(
        `ON KEY LABEL ESC: ${bound}; į langą siunčiamas Esc jos neįvykdo: rrpay.prg bloke GAMA-8 parašykite, kaip langas uždaromas`,
        `ON KEY LABEL ESC: ${bound}; the Esc that is put in goes past it: write in block GAMA-8 of rrpay.prg how the window is left`,
      ),
    };
  return {
    name,
    verdict: "cannot-tell",
    evidence: say(
      "atmeskite mokėjimą emuliatoriuje: langas turi užsidaryti, kvitas likti",
      "decline a payment in the emulator: the window must close and the receipt be there",
    ),
  };
}

export function judgeMoment(settlement: Inspection, { lines, grossCents }: Found, say: Say): Judgement {
  const lineCount = fieldsOf(settlement.payload.replaceAll("\\r\\n", "\n")).size;
  const isWhole = lines !== undefined && grossCents !== 0;
  return {
    name: "V2",
    verdict: !settlement.isVisible ? "does-not-hold" : isWhole ? "holds" : "cannot-tell",
    evidence: !settlement.isVisible
      ? say("vykdant INIT langas dar nerodomas", "the window is not shown yet when INIT runs")
      : isWhole
        ? say(
            `langas rodomas, kvitas jau sudėtas (${euros(grossCents)} EUR${lineCount > 0 ? ", duomenys paruošti" : ""})`,
            `the window is shown and the receipt is complete (${euros(grossCents)} EUR${lineCount > 0 ? ", and can be handed over" : ""})`,
          )
        : say("kvito lange nesimato", "no receipt is to be seen in the window"),
  };
}
