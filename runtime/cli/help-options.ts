/** What the help says about a command, and the options that several commands share. */
import type { Words } from "./words.ts";

/** An option, what it does, and whether only a developer's machine has it. */
export type Option = readonly [name: string, about: Words, where?: "for developers"];

export interface Help {
  /** The command as one types it. */
  readonly usage: Words;
  readonly about: Words;
  readonly options?: readonly Option[];
  /** Whether only a developer's machine has it. */
  readonly isForDevelopers?: boolean;
}

export const JSON_OPTION = [
  "--json",
  { en: "as JSON, one value a line", lt: "JSON pavidalu, po vieną reikšmę eilutėje" },
] as const;
/** A till's own program is an engine, and has no other. */
export const ENGINE = [
  "--engine NAME",
  { en: "native, quickjs or direct", lt: "native, quickjs arba direct" },
  "for developers",
] as const;
export const CONFIG = [
  "--config F",
  {
    en: "the till's gama-rrpay.json (default: the one here, or beside this program)",
    lt: "kasos gama-rrpay.json (numatyta: esantis čia arba šalia šios programos)",
  },
] as const;
export const SHA256 = [
  "--sha256 HEX",
  { en: "the checksum that you were given with the file", lt: "kontrolinė suma, kurią gavote kartu su failu" },
] as const;

export const DIR = [
  "--dir DIR",
  { en: "a till's data folder, once a till", lt: "kasos duomenų aplankas, kiekvienai kasai" },
] as const;
export const CASH_CONFIG = [
  "--config F",
  {
    en: "the gama-rrpay.json that says which payments are cash",
    lt: "gama-rrpay.json, kuriame nurodyta, kas yra grynieji",
  },
] as const;
