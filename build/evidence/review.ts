/** What a hostile review of the payment core found, and the tests that break when it is so again. The names are checked. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A finding, and its tests as file and beginning of the name; a scenario file stands alone. */
export interface Finding {
  readonly what: string;
  readonly tests: readonly (string | readonly [file: string, name: string])[];
}

const spec = (file: string, name: string) => [`test/spec/${file}.test.ts`, name] as const;
const gama = (file: string, name: string) => [`test/gama/${file}.test.ts`, name] as const;

/** In the order of the review. */
const FINDINGS: readonly Finding[] = [
  {
    what: "F8 on a paid receipt that memory has let go: GAMA voids alone, RRPay keeps the money",
    tests: [
      "F51-receipt-without-journal",
      spec("void-memory", "F8 on a paid receipt that memory has let go: it stands"),
      spec("void-proof", "a damaged journal proves nothing: F8 is refused, whatever its scope"),
      spec("void-proof", 'B10: "nothing to void" is proven of a day on which nothing can be missing'),
      ["test/native/lookup.test.ts", "of 90 days of 500 sales a key reads one segment, an unknown one none"],
    ],
  },
  {
    what: "a lost void, typed with the sale's own receipt",
    tests: ["F52-void-typed-with-the-sales-number", spec("typed-receipt", "another sale's document of that day")],
  },
  {
    what: "manual entry takes another sale's document, even the baseline's",
    tests: [
      "F53-another-sales-document",
      spec("typed-receipt", "the baseline's document"),
      spec("document-used", "B6: the number of a receipt that memory has let go is refused"),
    ],
  },
  {
    what: "a void typed as printed, then declined, still counts",
    tests: [
      "F54-void-typed-then-declined",
      spec("truth", "typed as printed, then declined, and RRPay's word accepted"),
    ],
  },
  {
    what: "a void told in the sale's words",
    tests: [
      "F55-words-of-a-void",
      spec("void", "a void that is ${what} speaks of the void"),
      spec("results-words", "B12: close, resolve and void speak of a return in a return's words"),
      spec("results-words", "B12: what a refusal says of the receipt is known of that key and kind"),
    ],
  },
  {
    what: "an empty receipt number, or one used again after it was saved",
    tests: [
      "F56-number-used-again",
      spec("payload", "B1: neither a key nor a receipt number is empty"),
      spec("void-memory", "a key used again is already-saved, however long ago it was saved"),
      gama("receipt", "a receipt without a number is not sent"),
    ],
  },
  {
    what: "RRPay approves other amounts: only lies are accepted",
    tests: [
      "F57-discount-in-rrpay",
      spec("amounts-differ", "RRPay approves 2.38 of 2.58 and prints"),
      spec("amounts-differ", "accepted, the result is approved with the difference"),
    ],
  },
  {
    what: "known money is forgotten with another epoch",
    tests: ["F58-known-money-and-another-epoch", spec("known-money", "claimed money survives a change of epoch")],
  },
  {
    what: "what was typed is not compared, and its receipt is printed once more",
    tests: [
      "F59-typed-number-differs",
      spec("typed-receipt", "compared by mapped method and net amount"),
      spec("typed-receipt", "a number that comes later and disagrees is manual-differs"),
      spec("typed-receipt", "a receipt typed as printed is not printed once more"),
    ],
  },
  {
    what: "after accept-manual space charges again",
    tests: [
      "F60-space-after-accept-manual",
      spec("typed-receipt", "after accept-manual, space gives the typed receipt back and sends nothing"),
    ],
  },
  {
    what: "an approval is hidden behind a later declined attempt",
    tests: [spec("truth", "an approval is the sale's truth before a later decline")],
  },
  {
    what: "GAMA gets the cash note, not what stays",
    tests: [
      "F62-what-stays-in-the-drawer",
      spec("net", "Σ net = Σ amounts − change"),
      gama("windows", "GAMA gets what stays in the shop, and the cashier reads the change"),
    ],
  },
  {
    what: "a voided sale comes back approved",
    tests: [
      spec("void-proof", "the damage is told before the stored approval of a sale that may be voided"),
      spec("void-memory", "a voided receipt stays voided when memory has let its void go"),
      spec("truth", "what became of a sale in the list is never forgotten"),
    ],
  },
  {
    what: "a void is posted with another document number than the journal's",
    tests: ["F64-void-with-another-number", spec("void", "a number that is not the receipt's sends nothing")],
  },
  {
    what: "the export of a day leaves money out, or counts it twice",
    tests: [
      ["test/cli/journal-export.test.ts", "a return and its void add up to nothing"],
      ["test/cli/journal-export.test.ts", "a receipt that a person let stand against RRPay's word is counted as typed"],
      ["test/cli/journal-export-day.test.ts", "a sale is in the till's own day, wherever it is exported"],
    ],
  },
  {
    what: "an error of rrpay.prg before the call leaves the window open, and CLOSE is silent",
    tests: [gama("windows", "after any error before the call the window is left")],
  },
  {
    what: "above a thousand unsettled attempts the checkpoint cannot be read",
    tests: [
      "F63-numbers-begin-anew",
      spec("journal-checkpoint", "10 000 unsettled attempts: every batch fits"),
      ["test/contract/many-unsettled.test.ts", "the till starts, lists them and sells"],
    ],
  },
  {
    what: "still in progress, and no decision for ever",
    tests: [
      "F68-in-progress-for-ever",
      "F68-in-progress-then-gone",
      spec("acts", "RRPay goes on answering in-progress after customerMs"),
      spec("acts", "still in progress, and then RRPay dies"),
    ],
  },
  {
    what: "sale-known has no way out, and what a person accepted is undone",
    tests: [
      "F69-sale-known-heals",
      spec("pay", "a sale that RRPay knows under another id is refused each time, and listed once"),
      spec("journal-behind", "B9: init of its key says what it is, and the list that it leads to has a way out"),
    ],
  },
  {
    what: "F8 answered No forgets the key: CLOSE sends nothing",
    tests: [gama("keys", "a void that the cashier takes back leaves RRPay and GAMA alone")],
  },
  {
    what: "smaller: close where nothing can be stored",
    tests: [spec("close", "a close that cannot be stored is refused, with why")],
  },
  {
    what: 'smaller: method-unmapped hides "not printed"',
    tests: [spec("results-words", "B12: a method without a number does not hide that the receipt is missing")],
  },
  {
    what: "smaller: a number that comes a revision after the print is lost",
    tests: [spec("known-money", "a number that comes one revision after the print is kept")],
  },
  {
    what: "smaller: close saved on a voided sale is acknowledged",
    tests: [spec("truth", "a receipt saved after its void is a conflict")],
  },
  {
    what: "smaller: space after an unconfirmed Esc sends another cancel",
    tests: [spec("acts", "a cancel that was not confirmed is not sent again by the next space")],
  },
  {
    what: "smaller: F8 stays bound in GAMA's other windows",
    tests: [gama("keys", "in any other window of GAMA's it does what it did before")],
  },
  {
    what: "smaller: rates of VAT fall into one group",
    tests: [gama("receipt-lines", "a VAT rate goes out in the group that the shop's map gives it")],
  },
  {
    what: "smaller: returns carry no original",
    tests: [gama("receipt", "a return goes out positive, with the document that the cashier read")],
  },
  {
    what: "smaller: a typed receipt that RRPay forgot cannot be voided",
    tests: [spec("void-decision", "what RRPay forgot and a person typed can be voided by the number typed")],
  },
  {
    what: 'smaller: after "nothing happened" the old id is cancelled without a query',
    tests: [spec("acts", "after 'nothing happened' the old id is queried before it is cancelled")],
  },
  {
    what: "the disk: a write that fails ends the call as if the plug-in had been restarted",
    tests: [["test/contract/runtime/loss.test.ts", "costs the engine, and the next one is told why"]],
  },
];

/** Where a finding's test is, and its name; throws where it is not there any more. */
function proof(test: Finding["tests"][number]): { readonly file: string; readonly name: string } {
  if (typeof test === "string") {
    const file = `test/emulator/scenario/files/${test}.json`;
    return { file, name: (JSON.parse(readFileSync(root + file, "utf8")) as { name: string }).name };
  }
  const [file, name] = test;
  // a name may be quoted with either sign, with its own quotes escaped
  if (
    !readFileSync(root + file, "utf8")
      .replaceAll("\\", "")
      .includes(name)
  )
    throw new Error(`${file} has no test "${name}": build/evidence/review.ts names it.`);
  return { file, name: name.replace(/\$\{[a-z.]+\}/, "…") };
}

/** What GAMA's side promises as rows of a table. The word before a colon says what it and the next are about: a column of its own. */
export function promisedRows(promised: readonly Finding[], escaped: (text: string) => string): string[] {
  return promised.flatMap(({ what, tests }) => {
    const [, about = "", promise = ""] = /^(?:(\w+): )?(.*)$/.exec(what) ?? [];
    return tests
      .map(proof)
      .map(
        ({ file, name }, nth) =>
          `| ${nth === 0 ? `${about} | ${escaped(promise)}` : " | "} | [${escaped(name)}](../${file}) |`,
      );
  });
}

/** The findings as rows of a table: number, what it was, the tests. */
export function reviewRows(escaped: (text: string) => string): string[] {
  return FINDINGS.flatMap(({ what, tests }, at) =>
    tests.map(proof).map(({ file, name }, nth) => {
      const number = at >= 20 ? "" : String(at + 1);
      return `| ${nth === 0 ? `${number} | ${escaped(what)}` : " | "} | [${escaped(name)}](../${file}) |`;
    }),
  );
}
