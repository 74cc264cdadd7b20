/**
 * RRPay may grow (docs/contracts.md C1). Under the same protocol a field that it adds is ignored, null counts as
 * absent, and a text that is too long is cut. Ids, keys and document numbers are never cut; the schema refuses them.
 */
import type { Answer } from "../../schemas/generated/answers.ts";
import { maskedText, plainText } from "./masking.ts";

/** The fields that hold a document number. RRPay may pad one with spaces. */
const DOCUMENT_NUMBERS = ["documentNo", "lastDocumentNo"];

/** The known part of an answer, for the validator. The answer itself is not changed. */
export function pruned(value: unknown, answer: Answer, field = ""): unknown {
  if (typeof answer === "number") {
    if (typeof value !== "string") return value;
    if (answer > 0) return cut(value, answer, field);
    // padded it is the same number; what stands inside it is for the schema to refuse
    return DOCUMENT_NUMBERS.includes(field) ? value.slice(0, plainText(value).length).trim() : value;
  }
  if (isList(answer)) return Array.isArray(value) ? value.map((item) => pruned(item, answer[0], field)) : value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const known: Record<string, unknown> = {};
  for (const name in answer) {
    const item = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (item !== undefined && item !== null) known[name] = pruned(item, answer[name] ?? 0, name);
  }
  return known;
}

function isList(answer: Answer): answer is readonly [Answer] {
  return Array.isArray(answer);
}

/**
 * The first characters of a text. It is masked first: nothing would tell the beginning of a card number from another
 * number. Half a surrogate pair at the end is left out.
 */
function cut(text: string, length: number, field: string): string {
  return text.length > length ? plainText(maskedText(field, text).slice(0, length)) : text;
}
