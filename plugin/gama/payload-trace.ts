/** Keeps card numbers of GAMA's raw payloads out of the trace, by the same field rules that mask them. */
import { blank, inUtf8 } from "../blanks.ts";
import type { Batch } from "../boundary.ts";
import type { Settings } from "../settings.ts";
import { decodeAscii } from "../text/ascii.ts";
import { type Fields, rulesOf, spotsOf } from "../text/spots.ts";
import { decodeUtf8 } from "../text/utf8.ts";

/** Keys, numbers, codes and barcodes stay whole. A field that is not listed is a text that a person wrote. */
const FIELDS: Fields = {
  otherwise: "text",
  rules: {
    ...rulesOf("saleKey attemptId receiptNo documentNo till code barcode vatCode vatGroup", "whole"),
    ...rulesOf("quantityE4 unitPriceE4 amountCents totalCents", "number"),
    ...rulesOf("authCode rrn terminalId", "reference"),
    maskedPan: "card",
  },
};

/** Blanks them in the event of this step. */
export function blankPayload(batch: Batch, payload: Uint8Array, codepage: Settings["gama"]["codepage"]): void {
  const text = codepage === "utf-8" ? decodeUtf8(payload) : null;
  // a byte of windows-1257 is one character
  const form = codepage === "utf-8" ? "bytes" : "text";
  const spots = text === null ? spotsOf(decodeAscii(payload), FIELDS, form) : inUtf8(text, spotsOf(text, FIELDS));
  blank(batch, [{ step: batch.step, bytes: payload }], spots);
}
