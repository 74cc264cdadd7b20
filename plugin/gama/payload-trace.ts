/** Card numbers of GAMA's raw payloads are kept out of the trace, by the fields in which they are masked. */
import { blank, inUtf8 } from "../blanks.ts";
import type { Batch } from "../boundary.ts";
import type { Settings } from "../settings.ts";
import { decodeAscii } from "../text/ascii.ts";
import { rulesOf, spotsOf } from "../text/spots.ts";
import { decodeUtf8 } from "../text/utf8.ts";

/** Keys, numbers, codes and barcodes stay whole; what is not listed is a text that somebody wrote. */
const RULES = rulesOf(
  "saleKey attemptId receiptNo documentNo till code barcode vatCode vatGroup quantityE4 unitPriceE4 amountCents totalCents",
  { maskedPan: "card", authCode: "reference", rrn: "reference", terminalId: "reference" },
);

/** Blanks them in the event of this step. */
export function blankPayload(batch: Batch, payload: Uint8Array, codepage: Settings["gama"]["codepage"]): void {
  const text = codepage === "utf-8" ? decodeUtf8(payload) : null;
  // a byte of windows-1257 is a character, and so it is where the bytes are no text at all
  const spots =
    text === null ? spotsOf(decodeAscii(payload), RULES, "text") : inUtf8(text, spotsOf(text, RULES, "text"));
  blank(batch, [{ step: batch.step, bytes: payload }], spots);
}
