/** One line of what the doctor says. */
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { CliError } from "./exit.ts";
import type { Talk } from "./program/talk.ts";
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

type Outcome<Result> =
  | { readonly type: "done"; readonly result: Result }
  | { readonly type: "failed"; readonly check: Check; readonly error: CliError };

/** What fails is told as a check of its own, and the doctor goes on. */
export function* failing<Result>(id: string, language: Language, body: () => Talk<Result>): Talk<Outcome<Result>> {
  try {
    return { type: "done", result: yield* body() };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { type: "failed", error, check: { id, status: "fail", detail: "", fix: error.words[language] } };
  }
}

/** The checks of a body. What it cannot read is a fault like any other, never the end of the doctor. */
export function* told(id: string, language: Language, body: () => Talk<readonly Check[]>): Talk<readonly Check[]> {
  const outcome = yield* failing(id, language, body);
  return outcome.type === "done" ? outcome.result : [outcome.check];
}
