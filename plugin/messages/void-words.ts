/**
 * The sentences of a void. What is said about a sale's payment would be untrue of a void (docs/contracts.md B10,
 * Words), so the code `void-x` of the table replaces `x`. A code without such a counterpart is true of both, as those
 * of the journal and of pairing are.
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Kind } from "../../schemas/generated/types.ts";
import { isCode } from "./sentence.ts";

/** One code of a void that replaces several of a sale. */
const SHARED: readonly (readonly [Code, readonly Code[]])[] = [
  ["voided", ["approved", "recovered", "manual-accepted", "accepted-differs", "method-unmapped"]],
  ["voided-not-printed", ["approved-not-printed", "approved-print-unknown"]],
  ["void-unknown", ["no-answer", "connection-lost", "answer-invalid", "not-received", "cancel-unconfirmed", "open"]],
  ["void-amounts-differ", ["id-conflict"]],
  ["void-cancelled", ["not-sent"]],
  [
    "void-conflict",
    [
      "unpaid-after-manual",
      "paid-after-left",
      "manual-differs",
      "manual-not-found",
      "evidence-contradicts",
      "money-without-approval",
      "saved-then-unsaved",
    ],
  ],
];

/** The code that describes a result for an attempt of this kind. */
export function wordFor(kind: Kind, code: Code): Code {
  if (kind !== "void") return code;
  const own = `void-${code}`;
  if (isCode(own)) return own;
  return SHARED.find(([, codes]) => codes.includes(code))?.[0] ?? code;
}
