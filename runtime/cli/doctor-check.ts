/** One line of what the doctor says. */
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import type { Language } from "./words.ts";

export type Check = DoctorResult["checks"][number];
export type Status = Check["status"];

/** What is in order. */
export function found(id: string, detail: string): Check {
  return { id, status: "ok", detail, fix: "" };
}

/** What is wrong, with the sentence of its code. */
export function fault(id: string, code: Code, detail: string, language: Language, status: Status = "fail"): Check {
  return { id, status, detail, fix: CODES[code][language] };
}
