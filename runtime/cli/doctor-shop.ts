/**
 * The doctor's check of gama-shop.txt, if the shop has one. Lines that rrpay.prg never reads have no effect and give no
 * message.
 */

import { DEFAULTS, readShop, repeatedNames, textOf, unknownLines } from "./adapt-names.ts";
import type { Check } from "./doctor-check.ts";
import { folderOf, join } from "./program/path.ts";
import { entryAt, readFile, type Talk, WITHHELD } from "./program/talk.ts";
import type { Language, Words } from "./words.ts";

const FIX: Readonly<Record<"unknown" | "repeated" | "pair" | "encoding", Words>> = {
  unknown: {
    en: "rrpay.prg does not read this line of gama-shop.txt: correct its name (the guide lists them) or remove it.",
    lt: "Šios gama-shop.txt eilutės rrpay.prg neskaito: pataisykite vardą (jie išvardyti diegimo instrukcijoje) arba eilutę pašalinkite.",
  },
  repeated: {
    en: "This name stands in gama-shop.txt more than once, and the first one counts: leave one.",
    lt: "Šis vardas gama-shop.txt faile yra kelis kartus, o galioja pirmasis: palikite vieną.",
  },
  encoding: {
    en: "gama-shop.txt is saved as UTF-16, and rrpay.prg does not send a receipt: save it in Notepad as ANSI or UTF-8.",
    lt: "gama-shop.txt išsaugotas UTF-16 koduote, ir rrpay.prg kvitų nesiunčia: programoje „Notepad“ išsaugokite jį kaip ANSI arba UTF-8.",
  },
  pair: {
    en: "A cursor of payments needs payment.cursor.number and payment.cursor.sum in gama-shop.txt as well.",
    lt: "Mokėjimų eilučių lentelei gama-shop.txt faile reikia ir payment.cursor.number, ir payment.cursor.sum.",
  },
};

/** No check if there is no such file. */
export function* checkShop(configPath: string, language: Language): Talk<Check[]> {
  const path = join(folderOf(configPath), "gama-shop.txt");
  const there = yield* entryAt(path);
  if (there === "none") return [];
  if (there === "withheld") return [{ id: "shop-names", status: "fail", detail: path, fix: WITHHELD[language] }];
  const file = yield* readFile(path);
  const text = textOf(file);
  const warn = (detail: string, fix: Words): Check => ({
    id: "shop-names",
    status: "warn",
    detail,
    fix: fix[language],
  });
  // A zero byte is UTF-16's: rrpay.prg refuses the file as a whole.
  if (file.includes(0)) return [{ ...warn(path, FIX.encoding), status: "fail" }];
  const shop = readShop(text);
  const of = (name: string) => shop.get(name) ?? DEFAULTS[name] ?? "";
  const isHalf = of("payment.cursor") !== "" && (of("payment.cursor.number") === "" || of("payment.cursor.sum") === "");
  const wrong = [
    ...unknownLines(text).map((line) => warn(line, FIX.unknown)),
    ...repeatedNames(text).map((name) => warn(name, FIX.repeated)),
    ...(isHalf ? [warn(`payment.cursor=${of("payment.cursor")}`, FIX.pair)] : []),
  ];
  return wrong.length > 0 ? wrong : [{ id: "shop-names", status: "ok", detail: path, fix: "" }];
}
