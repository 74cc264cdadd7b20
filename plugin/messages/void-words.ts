/**
 * A void in its own words: what is said of a sale's payment would be untrue of it (contract B, Voids). `void-x` of the
 * code table is what `x` is of a void. Codes without one, those of the journal and of pairing among them, are true of both.
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { isCode } from "./sentence.ts";

/** Where one word of a void stands for several of a sale. */
const SHARED: readonly (readonly [Code, readonly Code[]])[] = [
  ["voided", ["approved", "recovered", "manual-accepted", "accepted-differs", "method-unmapped"]],
  ["voided-not-printed", ["approved-not-printed", "approved-print-unknown"]],
  ["void-unknown", ["no-answer", "connection-lost", "answer-invalid", "not-received", "cancel-unconfirmed", "open"]],
  ["void-amounts-differ", ["id-conflict"]],
  ["void-cancelled", ["not-sent"]],
  ["void-paid-after-manual", ["paid-after-left"]],
  [
    "void-conflict",
    [
      "unpaid-after-manual",
      "manual-differs",
      "manual-not-found",
      "evidence-contradicts",
      "money-without-approval",
      "saved-then-unsaved",
    ],
  ],
];

/** The code by which a finding is told of an attempt of this kind. */
export function wordFor(kind: Kind, code: Code): Code {
  if (kind !== "void") return code;
  const own = `void-${code}`;
  if (isCode(own)) return own;
  return SHARED.find(([, codes]) => codes.includes(code))?.[0] ?? code;
}
