/** The commands that stand in the guides of a till, and which test runs each of them. */

/** How a command ends and what it says in Lithuanian, with only the release's files, under Wine. */
interface Expected {
  readonly codes: readonly number[];
  readonly says: RegExp;
}

/**
 * Run by test/native/guide.test.ts in this order, on a till that has sold: first what only looks, then what mends. Wine's own code
 * page makes the doctor warn.
 */
export const UNDER_WINE: Readonly<Record<string, Expected>> = {
  "gama-rrpay doctor": { codes: [0, 1], says: /^ok {4}lock /m },
  "gama-rrpay.exe": { codes: [0, 1], says: /^ok {4}lock /m },
  "gama-rrpay journal show --sale KEY": { codes: [0], says: /išsiųsta: pardavimas T1-20261123-000123/ },
  "gama-rrpay report --day 2026-11-28 --out day.html": { codes: [0, 1], says: /prieštaravimų 0, neužbaigta 0/ },
  "gama-rrpay incident --sale KEY": { codes: [0], says: /Vardai, kortelių numeriai ir vietos paslėpti/ },
  "gama-rrpay doctor --bench": { codes: [0, 1], says: /paruošiamas 20 eilučių pardavimas/ },
  "gama-rrpay journal repair": { codes: [0], says: /^padėta į šalį: 00000001-\d{8}\.jsonl\.damaged/m },
  "gama-rrpay journal pair": { codes: [0], says: /^Sąsaja su RRPay saugykla \S+ panaikinta/m },
  "gama-rrpay journal resolve": { codes: [0, 1], says: /Sprendimo nelaukia niekas|Nenuspręsta/ },
  "gama-rrpay journal list": { codes: [0], says: /įrašų: \d+, baitų: \d+, tvarkingas/ },
  "gama-rrpay journal export --day 2026-11-28 --out day.csv": { codes: [0, 1], says: /mokėjimo bandymų 1/ },
  "gama-rrpay verify rrpay.plugin.js": { codes: [0], says: /nepažeistas, bundle\.sha256/ },
  "gama-rrpay --version": { codes: [0], says: /^gama-rrpay \d/ },
  "gama-rrpay COMMAND --help": { codes: [0], says: /journal repair/ },
};

/** Commands that another test runs, in a way of its own. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  // the release's own, before the six steps sell
  "gama-rrpay.exe emulator --till 1": "test/native/guide-release.ts",
  "gama-rrpay update FILE": "test/native/guide-update.test.ts",
  "gama-rrpay update": "test/native/guide-update.test.ts",
  "gama-rrpay rollback": "test/native/guide-update.test.ts",
  // over what INSPECT has written of made-up GAMAs
  "gama-rrpay adapt gama-inspect-*.txt": "test/gama/shapes.test.ts",
  // the exe under Wine too (test/cli/windows.test.ts)
  "gama-rrpay conformance --html rrpay.html": "test/cli/suites/conformance.ts",
  "gama-rrpay listen": "test/cli/suites/connections.ts",
};

/** The commands of a guide, in its order, each once. */
export function commandsIn(guide: string): string[] {
  const found = guide.replace(/\s+/g, " ").matchAll(/`(gama-rrpay(?:\.exe|(?:\.exe)? [^`]+))`/g);
  return [...new Set(Array.from(found, ([, command = ""]) => command))];
}

const ENGLISH: Readonly<Record<string, string>> = {
  RAKTAS: "KEY",
  FAILAS: "FILE",
  KOMANDA: "COMMAND",
  diena: "day",
};

/** A command of the Lithuanian guide as the English one has it. */
export function inEnglish(command: string): string {
  return command.replace(/\p{L}+/gu, (word) => ENGLISH[word] ?? word);
}
