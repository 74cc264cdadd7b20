/**
 * A void in its own words: what is said of a sale's payment would be untrue of it (contract B, Voids). `void-x` of the
 * code table is what `x` is of a void. Codes without one, those of the journal and of pairing among them, are true of both.
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { isCode } from "./sentence.ts";

/** Where one word of a void stands for several of a sale. */
const SHARED: { readonly [code in Code]?: Code } = {
  approved: "voided",
  recovered: "voided",
  "manual-accepted": "voided",
  "accepted-differs": "voided",
  "method-unmapped": "voided",
  "approved-not-printed": "voided-not-printed",
  "approved-print-unknown": "voided-not-printed",
  "no-answer": "void-unknown",
  "connection-lost": "void-unknown",
  "answer-invalid": "void-unknown",
  "not-received": "void-unknown",
  "cancel-unconfirmed": "void-unknown",
  open: "void-unknown",
  "id-conflict": "void-amounts-differ",
  "not-sent": "void-cancelled",
  "paid-after-left": "void-paid-after-manual",
  "unpaid-after-manual": "void-conflict",
  "manual-differs": "void-conflict",
  "manual-not-found": "void-conflict",
  "evidence-contradicts": "void-conflict",
  "money-without-approval": "void-conflict",
  "saved-then-unsaved": "void-conflict",
};

/** The code by which a finding is told of an attempt of this kind. */
export function wordFor(kind: Kind, code: Code): Code {
  if (kind !== "void") return code;
  const own = `void-${code}`;
  return isCode(own) ? own : (SHARED[code] ?? code);
}
