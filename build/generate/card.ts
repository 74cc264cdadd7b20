// The card that hangs beside the till: one A4 page a language, in the sentences of schemas/codes.json themselves.
import { NOTICE } from "./banner.ts";
import type { CodeEntry } from "./codes.ts";

type Language = "lt" | "en";

/** What the screen may say while the outcome is not known, and what may come of it. */
const UNKNOWN = [
  "no-answer",
  "connection-lost",
  "still-in-progress",
  "not-received",
  "approved-print-unknown",
] as const;
const ENDS = ["approved", "approved-not-printed", "declined", "cancelled"] as const;
const PERSON = ["manual-allowed", "manual-recorded", "old-attempt-open", "conflict", "outcome-not-stored"] as const;

const TEXTS = {
  lt: {
    title: "Kai kasa sako „nežinoma“",
    never: "Niekada nekartokite mokėjimo ir negrąžinkite pinigų, kol nežinoma, kuo baigėsi. Kasa pati paklaus RRPay.",
    steps: [
      [
        "Palaukite ir tikrinkite.",
        "Į klausimą „Patikrinti dar kartą?“ atsakykite „Taip“: tikrinamas tas pats mokėjimas, naujas nepradedamas.",
      ],
      [
        "Pažiūrėkite į RRPay langą ir spausdintuvą.",
        "Ar RRPay dar laukia kortelės? Ar kvitas atspausdintas? Pirkėjo paprašykite palaukti.",
      ],
      [
        "Kai klausia „Spręsti dabar?“, sakykite, ką matote.",
        "Atsakykite „Taip“ ir įveskite sprendimo numerį iš sąrašo. „RRPay kvitas atspausdintas“ – iš popieriaus įveskite jo numerį ir mokėjimus. „Kvito nėra“ – tik jei ir RRPay lange pinigai nepajudėjo. Nesate tikri – atsakykite „Ne“ ir kvieskite atsakingą darbuotoją.",
      ],
      [
        "Kvitas lieka neužbaigtų mokėjimų sąraše.",
        "Užsirašykite kvito numerį, laiką ir sumą. Jei kortele sumokėta du kartus, pinigų iš stalčiaus negrąžinkite: sprendžia buhalteris.",
      ],
    ],
    unknown: "Nežinoma: ką sako ekranas",
    person: "Kai reikia žmogaus",
    ends: "Baigta: ką sako ekranas",
    sale: "Pardavimas",
    back: "Grąžinimas",
    call: "Atsakingas darbuotojas",
    consultant: "Diegėjas",
    phone: "tel.",
    morning: "Jei GAMA neatsidaro: kvieskite diegėją. Mokėjimas nedingsta – jis įrašytas kasos žurnale.",
  },
  en: {
    title: "When the till says “unknown”",
    never:
      "Never take a payment again and never give money back while it is not known how it ended. The till asks RRPay itself.",
    steps: [
      [
        "Wait and check.",
        "Answer “Patikrinti dar kartą?” (check again?) with “Taip” (yes): it asks after the same payment and begins no new one.",
      ],
      [
        "Look at RRPay's window and at the printer.",
        "Does RRPay still wait for the card? Is the receipt printed? Ask the customer to wait.",
      ],
      [
        "When it asks “Spręsti dabar?” (decide now?), say what you see.",
        "Answer “Taip” (yes) and type the number of your decision. “RRPay kvitas atspausdintas” (the receipt is printed): type its number and payments from the paper. “Kvito nėra” (there is no receipt): only where no money has moved in RRPay's window either. You are not sure: answer “Ne” (no) and call the person in charge.",
      ],
      [
        "The receipt stays in the list of unfinished payments.",
        "Write down receipt number, time and sum. Where a card was charged twice, give no money back from the drawer: the accountant decides.",
      ],
    ],
    unknown: "Unknown: what the screen says",
    person: "When a person is needed",
    ends: "Ended: what the screen says",
    sale: "Sale",
    back: "Return",
    call: "Person in charge",
    consultant: "Consultant",
    phone: "tel.",
    morning: "If GAMA does not open: call the consultant. No payment is lost: it is in the till's journal.",
  },
} as const;

/** docs/card.lt.html and docs/card.en.html */
export function cardHtml(codes: readonly CodeEntry[], language: Language): string {
  const texts = TEXTS[language];
  const rows = (names: readonly string[]) => names.map((name) => rowOf(entryOf(codes, name), language)).join("\n");
  const section = (title: string, names: readonly string[]) =>
    `<h2>${escaped(title)}</h2>\n<table><tr><th>${texts.sale}</th><th>${texts.back}</th></tr>\n${rows(names)}\n</table>`;
  const steps = texts.steps.map(([what, how]) => `<li><b>${escaped(what)}</b> ${escaped(how)}</li>`).join("\n");
  return `<!doctype html>
<!-- ${NOTICE} -->
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${escaped(texts.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(texts.title)}</h1>
<p class="never">${escaped(texts.never)}</p>
<ol>
${steps}
</ol>
${section(texts.unknown, UNKNOWN)}
${section(texts.person, PERSON)}
${section(texts.ends, ENDS)}
<p class="call">${escaped(texts.morning)}</p>
<p class="call">${texts.call}: <i></i> ${texts.phone} <i></i></p>
<p class="call">${texts.consultant}: <i></i> ${texts.phone} <i></i></p>
</body>
</html>
`;
}

function entryOf(codes: readonly CodeEntry[], name: string): CodeEntry {
  const found = codes.find(({ code }) => code === name);
  if (found === undefined) throw new Error(`the card speaks of ${name}, which is no code`);
  return found;
}

/** A sentence that is the same of a return stands over both columns. */
function rowOf({ return: back, ...sale }: CodeEntry, language: Language): string {
  if (back === undefined || back[language] === sale[language])
    return `<tr><td colspan="2">${escaped(sale[language])}</td></tr>`;
  return `<tr><td>${escaped(sale[language])}</td><td>${escaped(back[language])}</td></tr>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const STYLE = `@page{size:A4;margin:11mm}
*{box-sizing:border-box}
body{font:10pt/1.28 "Segoe UI","Noto Sans",Arial,sans-serif;color:#111;max-width:188mm;margin:6mm auto}
h1{font-size:20pt;line-height:1.1;margin:0 0 2mm}
.never{font-size:11.5pt;font-weight:700;border:2.5px solid #b00;padding:2mm 3mm;margin:0 0 3mm}
ol{font-size:10pt;margin:0 0 2mm;padding-left:7mm}
li{margin:0 0 1.3mm}
h2{font-size:11pt;margin:2.5mm 0 .8mm;border-bottom:1.5px solid #111}
table{border-collapse:collapse;width:100%;font-size:8pt;line-height:1.22}
th{text-align:left;font-size:8pt;padding:.3mm 1.5mm}
td{width:50%;vertical-align:top;padding:.45mm 1.5mm;border-top:1px solid #bbb}
.call{margin:2mm 0 0}
.call i{display:inline-block;width:52mm;border-bottom:1px solid #111}
@media print{body{margin:0;max-width:none}}
`;
