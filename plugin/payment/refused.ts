/** Refusals by their code. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";

export interface Refused<C extends Code = Code> {
  readonly type: "refused";
  readonly code: C;
}

/** The refusal with this code. */
export function refused<C extends Code>(code: C): Refused<C> {
  return { type: "refused", code };
}
