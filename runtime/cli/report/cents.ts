/** Sums as an accountant reads them: `1 234,56`, in English `1,234.56`. */
import { formatCents } from "../money-text.ts";
import type { Language } from "../words.ts";

const FORMS = {
  // a non-breaking space
  lt: { thousands: "\u00a0", decimal: "," },
  en: { thousands: ",", decimal: "." },
} as const;

export function cents(value: number, language: Language): string {
  const { thousands, decimal } = FORMS[language];
  const [whole = "", part = ""] = formatCents(value).replace("-", "").split(".");
  // a true minus sign is as wide as a digit
  return `${value < 0 ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, thousands)}${decimal}${part}`;
}
