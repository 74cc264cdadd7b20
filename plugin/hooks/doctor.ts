/** `doctor`: what the bundle can check of its till, each with what to do. The host adds its own checks. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import type { Context } from "../context.ts";
import { type Language, sentence } from "../messages/sentence.ts";

type Check = DoctorResult["checks"][number];
type Status = Check["status"];

/** The checks, in the order in which a consultant fixes problems. */
export function doctor(context: Context): DoctorResult {
  const checks = [
    config(context),
    journal(context),
    store(context),
    rrpay(context),
    readiness(context),
    features(context),
    clock(context),
    attempts(context),
  ];
  return { checks, status: worst(checks.map((check) => check.status)) };
}

/** The doctor's answer if it was refused before it began: the configuration is wrong, or what it was called with. */
export function faultFound(code: Code, language: Language, detail: string): DoctorResult {
  const id = code === "config-invalid" ? "config" : "payload";
  return { checks: [{ id, status: "fail", detail, fix: sentence(code, language) }], status: "fail" };
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes("fail")) return "fail";
  return statuses.includes("warn") ? "warn" : "ok";
}

function fine(id: string, detail: string): Check {
  return { id, status: "ok", detail, fix: "" };
}

/** A finding with a code, whose sentence says what happened and what to do. */
function found(context: Context, id: string, status: Exclude<Status, "ok">, code: Code, detail: string): Check {
  return { id, status, detail, fix: context.say(code) };
}

function config(context: Context): Check {
  const {
    till,
    payments,
    gama,
    rrpay: { host, dialect },
  } = context.settings;
  const methods = payments.map((payment) => `${payment.rrpay}=${payment.gama}`).join(" ");
  return fine(
    "config",
    `till=${till} rrpay=${host} dialect=${dialect} gama=${gama.codepage}/${gama.format} payments=${methods}`,
  );
}

function journal(context: Context): Check {
  const { unsound, settings } = context;
  const { otherTill } = context.journal;
  const sides = otherTill === undefined ? "" : `: journal till=${otherTill}, config till=${settings.till}`;
  if (unsound) return found(context, "journal", "fail", unsound, unsound + sides);
  return fine("journal", `attempts=${context.ledger.all().length} storeId=${context.ledger.storeId ?? "-"}`);
}

function store(context: Context): Check {
  const { trouble } = context;
  if (trouble === "store-readonly" || trouble === "disk-full") return found(context, "store", "fail", trouble, trouble);
  return fine("store", "writable=true");
}

function rrpay(context: Context): Check {
  const { health } = context;
  if (!health) return unseen(context, "rrpay", context.rrpay.state === "unknown" ? "warn" : "fail");
  const { name, version, till, storeId } = health;
  return fine("rrpay", `${name} ${version} till=${till} store=${storeId}`);
}

/** Why RRPay cannot be judged. Each check that needs RRPay reports the reason. */
function unseen(context: Context, id: string, status: "warn" | "fail"): Check {
  const { rrpay: seen, settings } = context;
  if (seen.state === "wrong") {
    const detail = seen.sides === undefined ? seen.code : `${seen.code}: ${seen.sides}`;
    return found(context, id, status, seen.code, detail);
  }
  return found(context, id, status, seen.state === "down" ? "rrpay-down" : "rrpay-unasked", settings.rrpay.host);
}

function readiness(context: Context): Check {
  if (!context.health) return unseen(context, "rrpay-ready", "warn");
  const { ready, fiscal, emulator } = context.health;
  if (!ready) return found(context, "rrpay-ready", "fail", "rrpay-not-ready", "ready=false");
  if (!fiscal.online) return found(context, "rrpay-ready", "fail", "fiscal-offline", "fiscal.online=false");
  // receipts are printed now and reported later: worth a look, but no reason to stop
  if (fiscal.reporting === false)
    return found(context, "rrpay-ready", "warn", "reporting-down", "fiscal.reporting=false");
  return fine("rrpay-ready", `emulator=${emulator} lastDocumentNo=${fiscal.lastDocumentNo ?? "-"}`);
}

/** Without these features the bridge stays safe, but a person has more to do. */
function features(context: Context): Check {
  if (!context.health) return unseen(context, "rrpay-features", "warn");
  const missing = (["status", "cancel", "tombstone", "print"] as const).filter((feature) => !context.offers(feature));
  if (missing.length === 0) return fine("rrpay-features", context.health.features.join(" "));
  return found(context, "rrpay-features", "warn", "features-missing", `missing: ${missing.join(" ")}`);
}

function clock(context: Context): Check {
  const { moment, journal } = context;
  const detail = String(localDate(moment));
  const back = journal.lastWallMs - moment.wallMs;
  return back > 60_000 ? found(context, "clock", "warn", "clock-back", detail) : fine("clock", detail);
}

function attempts(context: Context): Check {
  const open = context.ledger.unsettled();
  if (open.length === 0) return fine("attempts", "0");
  const keys = open.map(({ kind, saleKey, payment }) => `${kind} ${saleKey} ${payment}`).join("; ");
  return found(context, "attempts", "warn", "attention", keys.slice(0, 500));
}
