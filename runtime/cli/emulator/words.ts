/** What the emulator of RRPay says of itself, here and on Node. */
import type { Sale } from "../../../test/emulator/rrpay/model.ts";
import { KIND_WORDS } from "../journal/attempt-text.ts";
import { centsIn } from "../money-text.ts";
import type { Language, Words } from "../words.ts";

/** That it is up, and as which RRPay. */
export function upWords({ url, storeId, epoch }: Readonly<Record<"url" | "storeId" | "epoch", string>>): Words {
  return {
    en: `RRPay's emulator is up at ${url}, store ${storeId}, epoch ${epoch}.`,
    lt: `RRPay emuliatorius veikia: ${url}, saugykla ${storeId}, epocha ${epoch}.`,
  };
}

/** A transaction that it has accepted. */
export function acceptedWords({ id, content }: Sale): Words {
  const { kind, saleKey, totalCents, currency } = content;
  const of = (language: Language) =>
    `${KIND_WORDS[kind][language]} ${saleKey}, ${centsIn(language, totalCents)} ${currency}, ${id}`;
  return { en: of("en"), lt: of("lt") };
}
