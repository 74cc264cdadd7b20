/** Why this program cannot load the till's library: what is mixed up, kept out or gone has another remedy each. */
import { join } from "./program/path.ts";
import { entryAt, fact, type Talk } from "./program/talk.ts";
import { machineOf, machineOfImage } from "./release/library.ts";
import { LIBRARY, PROGRAM } from "./release/source.ts";
import type { Words } from "./words.ts";

/** What to say once loading it has failed. */
export function* whyNotLoaded(folder: string): Talk<Words> {
  if ((yield* fact("platform")) !== "win32") return ELSEWHERE;
  const path = join(folder, LIBRARY);
  const there = yield* entryAt(path);
  if (there === "none") return of(path, GONE);
  if (there !== "file") return of(path, there === "withheld" ? KEPT_OUT : NO_FILE);
  const library = yield* machineOf(path);
  if (library === "none") return of(path, NO_LIBRARY);
  const own = join(folder, PROGRAM);
  const program = (yield* entryAt(own)) === "file" ? yield* machineOfImage(own) : "none";
  if (program === "none" || program === library) return of(path, KEPT_OUT);
  return of(path, library === "x86" ? WIDE_PROGRAM : WIDE_LIBRARY);
}

function of(path: string, { en, lt }: Words): Words {
  return { en: `${path}: ${en}`, lt: `${path}: ${lt}` };
}

const GONE = {
  en: "it is missing beside this program. Where an antivirus program has taken it away, allow this folder there; then copy it from the release's own folder.",
  lt: "šalia šios programos jo nėra. Jei jį pašalino antivirusinė programa, leiskite ten šį aplanką; tada nukopijuokite jį iš paties versijos aplanko.",
};
const NO_FILE = {
  en: "a folder or a device stands in its place. Give it another name and copy gama_rrpay.dll from the release's own folder.",
  lt: "jo vietoje yra aplankas arba įrenginys. Suteikite jam kitą vardą ir nukopijuokite gama_rrpay.dll iš paties versijos aplanko.",
};
const NO_LIBRARY = {
  en: "this is another file, or a damaged one. Close GAMA and copy gama_rrpay.dll from the release's own folder once more.",
  lt: "tai kitas failas arba jis sugadintas. Uždarykite GAMA ir dar kartą nukopijuokite gama_rrpay.dll iš paties versijos aplanko.",
};
const WIDE_PROGRAM = {
  en: "it is for 32-bit programs, as GAMA is, and the gama-rrpay.exe beside it is the one for 64 bits. Copy gama-rrpay.exe from the release's own folder, not from x64.",
  lt: "jis skirtas 32 bitų programoms, kokia ir yra GAMA, o šalia esanti gama-rrpay.exe – 64 bitų. Nukopijuokite gama-rrpay.exe iš paties versijos aplanko, ne iš x64.",
};
const WIDE_LIBRARY = {
  en: "it is not for 32-bit programs, as gama-rrpay.exe and GAMA are. Close GAMA and copy gama_rrpay.dll from the release's own folder, not from x64.",
  lt: "jis skirtas ne 32 bitų programoms, kokios yra gama-rrpay.exe ir GAMA. Uždarykite GAMA ir nukopijuokite gama_rrpay.dll iš paties versijos aplanko, ne iš x64.",
};
const KEPT_OUT = {
  en: "it is there, and Windows does not load it for this program. See whether an antivirus program or a rule (AppLocker, App Control) keeps it out, and whether this user may read it; allow this folder there.",
  lt: "jis yra, bet Windows šiai programai jo neįkelia. Patikrinkite, ar neleidžia antivirusinė programa ar įmonės taisyklė (AppLocker, App Control) ir ar šiam naudotojui leista jį skaityti; leiskite ten šį aplanką.",
};
const ELSEWHERE = {
  en: "libgama_rrpay.so is missing beside this program, is not whole, or is for another system: copy it and this program from one build.",
  lt: "Šalia šios programos nėra libgama_rrpay.so, ji sugadinta arba skirta kitai sistemai: nukopijuokite ją ir šią programą iš vieno surinkimo.",
};
