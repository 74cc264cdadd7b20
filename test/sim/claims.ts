/**
 * What each code's sentence claims of the very sale, return or void that it is said of. The oracle judges it against the
 * model's truth, and tries the way out that it names. Total over all codes (claims.test.ts): a new one cannot be forgotten.
 */

export type Claim =
  /** Nothing of it went to RRPay that may still charge or has charged. */
  | "nothing-sent"
  /** No money of it is in the shop. */
  | "no-money"
  /** It is paid and stands. */
  | "paid"
  /** Its receipt is printed. */
  | "printed"
  /** Its receipt is missing, or may be: somebody has to look at the paper. */
  | "mind-paper"
  /** It has been taken back. */
  | "voided"
  /** The space key on this very receipt leads on. */
  | "press-space"
  /** GAMA's saving it is taken. */
  | "save"
  /** It is listed with a way out. */
  | "listed";

export const CLAIMS: Readonly<Record<string, readonly Claim[]>> = {
  "bad-argument": [],
  "bad-session": [],
  "bad-call": [],
  "unknown-hook": [],
  "call-pending": [],
  "already-open": [],
  closing: [],
  "payload-too-large": [],
  "too-many-calls": [],
  "out-of-memory": [],
  "config-missing": [],
  "config-invalid": [],
  "config-too-large": [],
  "data-dir-unusable": [],
  "data-dir-link": [],
  "till-unresolved": [],
  "in-use": [],
  "bundle-missing": [],
  "bundle-damaged": [],
  "bundle-mismatch": [],
  "bundle-abi": [],
  "host-failed": [],
  "journal-unreadable": [],
  "store-failed": [],
  "engine-failed": [],
  faulted: [],
  approved: ["paid", "printed"],
  "approved-not-printed": ["paid", "mind-paper", "press-space"],
  "approved-print-unknown": ["paid", "mind-paper"],
  "method-unmapped": ["paid", "save"],
  declined: ["no-money"],
  cancelled: ["no-money"],
  voided: ["voided"],
  "not-voided": ["paid"],
  "void-declined": [],
  "nothing-to-void": ["no-money"],
  unknown: [],
  "no-answer": ["press-space"],
  "connection-lost": ["press-space"],
  "answer-invalid": ["press-space"],
  "amounts-differ": ["listed"],
  "still-in-progress": ["press-space"],
  "rrpay-forgot": [],
  "not-received": ["press-space"],
  "cancel-unconfirmed": ["press-space"],
  "outcome-not-stored": [],
  "manual-recorded": ["save"],
  "rrpay-down": [],
  "rrpay-unasked": [],
  "wrong-service": [],
  "not-sent": ["nothing-sent", "no-money"],
  unauthorized: [],
  invalid: [],
  busy: [],
  "not-found": [],
  "id-conflict": ["listed"],
  "sale-known": ["listed"],
  "payload-not-text": [],
  "payload-form": [],
  "payload-schema": [],
  "payload-sums": [],
  "sale-too-large": [],
  "prepaid-unsupported": [],
  previewed: ["nothing-sent"],
  "sale-changed": [],
  "sale-voided": ["voided"],
  "old-attempt-open": ["listed"],
  blocked: ["listed"],
  "rrpay-not-ready": [],
  "fiscal-offline": [],
  "reporting-down": [],
  "protocol-unknown": [],
  "accepted-differs": ["save"],
  "manual-accepted": ["save"],
  "paid-after-left": [],
  "manual-not-found": [],
  "document-used": [],
  "rounding-needs-cash": [],
  "epoch-changed": [],
  "rrpay-changed": [],
  "till-mismatch": [],
  "emulator-not-allowed": [],
  "journal-corrupt": [],
  "store-readonly": [],
  "disk-full": [],
  "original-missing": [],
  "attempt-unknown": [],
  "decision-not-allowed": [],
  "payments-unbalanced": [],
  "documents-missing": [],
  ready: [],
  attention: [],
  acknowledged: [],
  recorded: [],
  superseded: [],
  unsaved: ["paid", "press-space"],
  open: [],
  conflict: ["listed"],
  "saved-unpaid": [],
  "saved-then-unsaved": [],
  "paid-after-manual": [],
  "unpaid-after-manual": [],
  "manual-differs": [],
  "evidence-contradicts": [],
  "money-without-approval": [],
  "document-repeated": [],
  "clock-back": [],
  "features-missing": [],
  "manual-allowed": [],
  "manual-too-early": [],
  "manual-not-needed": [],
  "manual-cancelling": [],
};
