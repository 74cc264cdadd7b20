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
  /** To check again, with the same key on the same receipt, leads on. */
  | "check-again"
  /** The settlement window of this receipt leads on. */
  | "open-window"
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
  "engine-failed": ["check-again"],
  faulted: [],
  approved: ["paid", "printed"],
  "approved-not-printed": ["paid", "mind-paper", "check-again"],
  "approved-print-unknown": ["paid", "mind-paper"],
  "method-unmapped": ["paid", "save"],
  declined: ["no-money"],
  cancelled: ["no-money"],
  voided: ["voided"],
  "not-voided": ["paid"],
  "void-declined": [],
  "nothing-to-void": ["no-money"],
  unknown: ["check-again"],
  "no-answer": ["check-again"],
  "connection-lost": ["check-again"],
  "answer-invalid": ["check-again"],
  "amounts-differ": ["listed"],
  "still-in-progress": ["check-again"],
  "rrpay-forgot": [],
  "not-received": ["check-again"],
  "cancel-unconfirmed": ["check-again"],
  "outcome-not-stored": ["check-again"],
  "manual-recorded": ["save"],
  "rrpay-down": [],
  "rrpay-unasked": ["check-again"],
  "wrong-service": [],
  "not-sent": ["nothing-sent", "no-money"],
  unauthorized: [],
  invalid: [],
  busy: [],
  "not-found": ["check-again"],
  "id-conflict": ["listed"],
  "sale-known": ["listed"],
  "payload-not-text": ["nothing-sent"],
  "payload-form": ["nothing-sent"],
  "payload-schema": ["nothing-sent"],
  "payload-sums": ["nothing-sent"],
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
  unsaved: ["paid", "open-window"],
  open: ["check-again"],
  conflict: ["listed"],
  "saved-unpaid": ["no-money"],
  "journal-behind": ["listed"],
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
  "manual-too-early": ["check-again"],
  "manual-not-needed": [],
  "manual-cancelling": ["check-again"],
  "protocol-unknown": [],
  "accepted-differs": ["paid", "save"],
  "manual-accepted": ["save"],
  "paid-after-left": [],
  "manual-not-found": ["listed"],
  "document-used": [],
  "rounding-needs-cash": [],
  "epoch-changed": ["no-money"],
};
