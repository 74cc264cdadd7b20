/** Why an install, an update or a rollback is refused. Nothing has been changed then. */
import { CliError, EXIT } from "../exit.ts";
import { printableLine } from "../terminal-text.ts";
import { isNamedScript } from "../verify.ts";
import { plain, type Words } from "../words.ts";

/** Each refusal by name, with its sentence. `place` names the file or folder. */
const SAYS = {
  "archive-damaged": {
    en: "This archive is damaged or incomplete. Get it again. Nothing has been changed.",
    lt: "Šis archyvas sugadintas arba ne visas. Gaukite jį iš naujo. Niekas nepakeista.",
  },
  "archive-other": {
    en: "This archive is not the one whose checksum was given. Nothing has been changed.",
    lt: "Šio archyvo kontrolinė suma ne ta, kuri nurodyta. Niekas nepakeista.",
  },
  "release-incomplete": {
    en: "This is no whole gama-rrpay release: a file is missing, is changed, or is not listed in SHA256SUMS. Nothing has been changed.",
    lt: "Tai ne visa gama-rrpay versija: failo trūksta, jis pakeistas arba jo nėra SHA256SUMS sąraše. Niekas nepakeista.",
  },
  "bundle-damaged": {
    en: "This rrpay.plugin.js is damaged or incomplete. Get it again. Nothing has been changed.",
    lt: "Šis rrpay.plugin.js sugadintas arba ne visas. Gaukite jį iš naujo. Niekas nepakeista.",
  },
  "bundle-abi": {
    en: "This rrpay.plugin.js is made for another gama_rrpay.dll than the one in the folder: update with the whole release. Nothing has been changed.",
    lt: "Šis rrpay.plugin.js skirtas kitai gama_rrpay.dll, ne tai, kuri aplanke: atnaujinkite visa versija (zip). Niekas nepakeista.",
  },
  "bundle-pinned": {
    en: "gama-rrpay.json names another plug-in (bundle.sha256): this one would not start. Change bundle.sha256 first. Nothing has been changed.",
    lt: "gama-rrpay.json nurodo kitą plėtinį (bundle.sha256): šis nepasileistų. Pirma pakeiskite bundle.sha256. Niekas nepakeista.",
  },
  "bundle-elsewhere": {
    en: "gama-rrpay.json takes its plug-in from a file of another name (bundle.file), which this command does not exchange. Nothing has been changed.",
    lt: "gama-rrpay.json plėtinį ima iš kitaip pavadinto failo (bundle.file), kurio ši komanda nekeičia. Niekas nepakeista.",
  },
  "config-refused": {
    en: "gama-rrpay.json in this folder has a mistake: doctor says which. Correct it first. Nothing has been changed.",
    lt: "Šio aplanko gama-rrpay.json yra klaida: kokia, pasako doctor. Pirma ją pataisykite. Niekas nepakeista.",
  },
  "program-other": {
    en: "This program belongs to another gama_rrpay.dll than the folder's, of another release or for 64 bits: run the gama-rrpay.exe that lies in the folder, or update with the whole release. Nothing has been changed.",
    lt: "Ši programa skirta ne aplanko, o kitai gama_rrpay.dll – kitos versijos arba 64 bitų: paleiskite tame aplanke esančią gama-rrpay.exe arba atnaujinkite visa versija (zip). Niekas nepakeista.",
  },
  "library-other": {
    en: "This gama_rrpay.dll is not for 32-bit programs, and GAMA is one: it would not load it. Take the one from the release's own folder, not from x64. Nothing has been changed.",
    lt: "Ši gama_rrpay.dll skirta ne 32 bitų programoms, o GAMA tokia yra: ji jos neįkeltų. Imkite tą, kuri yra pačiame versijos aplanke, ne x64. Niekas nepakeista.",
  },
  "prg-changed": {
    en: "rrpay.prg has been changed in this folder. Carry the changes over into the new one afterwards and repeat with --replace-prg: the changed one stays as rrpay.prg.old. Nothing has been changed now.",
    lt: "Šiame aplanke rrpay.prg yra pakeistas. Pakartokite su --replace-prg (pakeistasis liks kaip rrpay.prg.old), o po to pakeitimus perkelkite į naująjį. Dabar niekas nepakeista.",
  },
  "not-installed": {
    en: "gama-rrpay is not installed in this folder: use install. Nothing has been changed.",
    lt: "Šiame aplanke gama-rrpay neįdiegta: naudokite install. Niekas nepakeista.",
  },
  "other-installed": {
    en: "Another version is installed in this folder: use update. Nothing has been changed.",
    lt: "Šiame aplanke jau įdiegta kita versija: naudokite update. Niekas nepakeista.",
  },
  "being-changed": {
    en: "Another program holds this folder, as install, update and rollback do while they change it. Wait until it has ended, then repeat. Nothing has been changed by this one.",
    lt: "Šį aplanką yra užėmusi kita programa, kaip jį keisdamos užima install, update ir rollback. Palaukite, kol ji baigs, tada pakartokite. Ši komanda nieko nepakeitė.",
  },
  "nothing-before": {
    en: "There is nothing to go back to: no update has been made here, or it was put back already.",
    lt: "Nėra prie ko grįžti: čia nieko neatnaujinta arba jau grąžinta.",
  },
} as const satisfies Readonly<Record<string, Words>>;

/** Said of a file that nobody has called a plug-in. */
const NEITHER: Words = {
  en: "This is neither a release nor a whole rrpay.plugin.js. Nothing has been changed.",
  lt: "Tai nei versijos zip failas, nei visas rrpay.plugin.js. Niekas nepakeista.",
};

export type RefusalCode = keyof typeof SAYS;

/** Thrown by a command that has changed nothing, or has undone its changes. */
export class Refusal extends CliError {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, place: string) {
    const at = plain(printableLine(place));
    const says = code === "bundle-damaged" && !isNamedScript(place) ? NEITHER : SAYS[code];
    super({ en: `${at.en}: ${says.en}`, lt: `${at.lt}: ${says.lt}` }, EXIT.notDone);
    this.code = code;
  }
}
