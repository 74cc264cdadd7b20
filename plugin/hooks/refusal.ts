/** A refusal in the form of each hook's own result: code, path and reason. Nothing is sent. */
import type { HookName } from "../../schemas/generated/boundary.ts";
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import { withDetail } from "../gama/result-words.ts";
import { refusalResult } from "../gama/results.ts";
import { sentence } from "../messages/sentence.ts";
import type { Settings } from "../settings.ts";
import { faultFound } from "./doctor.ts";

export interface HookRefusal {
  readonly code: Code;
  /** The sale's key, as far as it could be read. */
  readonly saleKey: string;
  /** Path and reason, for the person who fixes the problem. */
  readonly detail: string;
  /** The wrong field, if there is one. */
  readonly path?: string;
}

/** The result of a hook that was refused before it began. */
export function refusedHook(
  hook: HookName,
  refusal: HookRefusal,
  settings: Pick<Settings, "gama" | "language">,
  isPos: boolean,
): object {
  const { code, saleKey, detail, path = "" } = refusal;
  const { language } = settings;
  const message = withDetail(sentence(code, language), detail);
  const nothingListed = { status: "refused", rrpay: "unknown", unresolved: [], unresolvedTotal: 0, code, message };
  switch (hook) {
    case "init":
      if (isPos) return nothingListed;
      return refusalResult(language, { outcome: "refused", code, saleKey, detail });
    case "void":
      return { outcome: "refused", code, message };
    case "close":
    case "resolve":
      return { status: "refused", code, message };
    case "status":
      return nothingListed;
    case "preview":
      return { status: "refused", code, ...(path === "" ? {} : { path }), message };
    case "doctor":
      return faultFound(code, language, detail);
  }
}
