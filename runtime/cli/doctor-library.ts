/** Checks that GAMA can load the library beside rrpay.prg: it is a 32-bit program, and a release has one for 64 bits too. */
import type { Check } from "./doctor-check.ts";
import { folderOf, join } from "./program/path.ts";
import { entryAt, type Talk, WITHHELD } from "./program/talk.ts";
import { machineOf } from "./release/library.ts";
import { LIBRARY, PRG } from "./release/source.ts";
import type { Language } from "./words.ts";

/** No check where nothing of GAMA's lies beside the config: another program may load the library. */
export function* checkLibrary(configPath: string, language: Language): Talk<Check[]> {
  const [prg, library] = [PRG, LIBRARY].map((name) => join(folderOf(configPath), name)) as [string, string];
  const run = yield* entryAt(prg);
  if (run !== "file") return run === "none" ? yield* checkGone(prg, language) : [];
  const there = yield* entryAt(library);
  if (there === "none") return [{ id: "library", status: "fail", detail: library, fix: MISSING[language] }];
  if (there === "withheld") return [{ id: "library", status: "fail", detail: library, fix: WITHHELD[language] }];
  if (there !== "file") return [{ id: "library", status: "fail", detail: library, fix: NO_FILE[language] }];
  const machine = yield* machineOf(library);
  if (machine === "x86") return [{ id: "library", status: "ok", detail: library, fix: "" }];
  const fix = machine === "none" ? NONE : OTHER;
  return [{ id: "library", status: "fail", detail: `${library}: ${MACHINES[machine][language]}`, fix: fix[language] }];
}

/** Only rrpay.prg reads gama-shop.txt: a folder that has it is GAMA's. */
function* checkGone(prg: string, language: Language): Talk<Check[]> {
  if ((yield* entryAt(join(folderOf(prg), "gama-shop.txt"))) !== "file") return [];
  return [{ id: "rrpay-prg", status: "fail", detail: prg, fix: NO_PRG[language] }];
}

const NO_PRG = {
  en: "There is no rrpay.prg here, so GAMA cannot sell. Where an antivirus program has taken it away, allow this folder there; then copy rrpay.prg from the release's own folder, with the shop's own changes of its blocks.",
  lt: "Čia nėra rrpay.prg, todėl GAMA parduoti negali. Jei jį pašalino antivirusinė programa, leiskite ten šį aplanką; tada nukopijuokite rrpay.prg iš paties versijos aplanko ir perkelkite savus jo blokų pakeitimus.",
};

const MACHINES = {
  x64: { en: "for 64-bit programs", lt: "skirta 64 bitų programoms" },
  other: { en: "for another processor", lt: "skirta kitam procesoriui" },
  none: { en: "no whole library of Windows", lt: "ne Windows biblioteka arba ne visa" },
} as const;

const OTHER = {
  en: "GAMA is a 32-bit program and cannot load it. Close GAMA and copy gama_rrpay.dll from the release's own folder, not from x64, or run gama-rrpay update with the whole release.",
  lt: "GAMA – 32 bitų programa ir jos neįkels. Uždarykite GAMA ir nukopijuokite gama_rrpay.dll iš paties versijos aplanko, ne iš x64, arba paleiskite gama-rrpay update su visa versija.",
};
const MISSING = {
  en: "There is no gama_rrpay.dll beside rrpay.prg, so GAMA cannot sell. Where an antivirus program has taken it away, allow this folder there; then copy gama_rrpay.dll from the release's own folder.",
  lt: "Šalia rrpay.prg nėra gama_rrpay.dll, todėl GAMA parduoti negali. Jei ją pašalino antivirusinė programa, leiskite ten šį aplanką; tada nukopijuokite gama_rrpay.dll iš paties versijos aplanko.",
};
const NO_FILE = {
  en: "A folder or a device stands in its place, so GAMA cannot load it. Close GAMA, give it another name, and copy gama_rrpay.dll from the release's own folder.",
  lt: "Jo vietoje yra aplankas arba įrenginys, todėl GAMA jo neįkels. Uždarykite GAMA, suteikite jam kitą vardą ir nukopijuokite gama_rrpay.dll iš paties versijos aplanko.",
};
const NONE = {
  en: "This is another file, a damaged one, or one that was copied in part, so GAMA cannot load it. Close GAMA and copy gama_rrpay.dll from the release's own folder once more, or run gama-rrpay update with the whole release.",
  lt: "Tai kitas failas, sugadintas arba nukopijuotas ne visas, todėl GAMA jo neįkels. Uždarykite GAMA ir dar kartą nukopijuokite gama_rrpay.dll iš paties versijos aplanko arba paleiskite gama-rrpay update su visa versija.",
};
