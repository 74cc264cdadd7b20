/** What stands before the number of the receipt that RRPay printed before an attempt. */
export const PRINTED_BEFORE = {
  en: "The receipt that RRPay printed before it:",
  lt: "Prieš tai RRPay atspausdino kvitą",
} as const;
