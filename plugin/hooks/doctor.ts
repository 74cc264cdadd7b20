/** `doctor`: what the bundle can see of its till, each with what to do. The host adds its own checks around these. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import type { Desk } from "../context.ts";
import { type Language, sentence } from "../messages/sentence.ts";

type Check = DoctorResult["checks"][number];
type Status = Check["status"];

/** The checks in the order in which a consultant mends things. */
export function doctor(desk: Desk): DoctorResult {
  const checks = [
    config(desk),
    journal(desk),
    store(desk),
    rrpay(desk),
    readiness(desk),
    features(desk),
    clock(desk),
    attempts(desk),
  ];
  return { checks, status: worst(checks.map((check) => check.status)) };
}

/** The doctor's answer where the configuration itself is wrong. */
export function configFault(language: Language, detail: string): DoctorResult {
  const check: Check = { id: "config", status: "fail", detail, fix: sentence("config-invalid", language) };
  return { checks: [check], status: "fail" };
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes("fail")) return "fail";
  return statuses.includes("warn") ? "warn" : "ok";
}

function fine(id: string, detail: string): Check {
  return { id, status: "ok", detail, fix: "" };
}

/** A finding told by a code: its sentence says what happened and what to do. */
function found(desk: Desk, id: string, status: Exclude<Status, "ok">, code: Code, detail: string): Check {
  return { id, status, detail, fix: sentence(code, desk.settings.language) };
}

function config(desk: Desk): Check {
  const {
    till,
    payments,
    gama,
    rrpay: { host },
  } = desk.settings;
  const methods = payments.map((payment) => `${payment.rrpay}=${payment.gama}`).join(" ");
  return fine("config", `till=${till} rrpay=${host} gama=${gama.codepage}/${gama.format} payments=${methods}`);
}

function journal(desk: Desk): Check {
  const { trouble } = desk;
  if (trouble === "journal-corrupt" || trouble === "till-mismatch")
    return found(desk, "journal", "fail", trouble, trouble);
  return fine("journal", `attempts=${desk.ledger.all().length} storeId=${desk.ledger.storeId ?? "-"}`);
}

function store(desk: Desk): Check {
  const { trouble } = desk;
  if (trouble === "store-readonly" || trouble === "disk-full") return found(desk, "store", "fail", trouble, trouble);
  return fine("store", "writable=true");
}

function rrpay(desk: Desk): Check {
  const seen = desk.rrpay;
  if (seen.state !== "up") return unseen(desk, "rrpay", seen.state === "unknown" ? "warn" : "fail");
  const { name, version, till, storeId } = seen.health;
  return fine("rrpay", `${name} ${version} till=${till} store=${storeId}`);
}

/** Why RRPay itself cannot be judged: what is wrong with it is said at each check that needs it. */
function unseen(desk: Desk, id: string, status: "warn" | "fail"): Check {
  const { rrpay: seen, settings } = desk;
  if (seen.state === "wrong") return found(desk, id, status, seen.code, seen.code);
  return found(desk, id, status, seen.state === "down" ? "rrpay-down" : "open", settings.rrpay.host);
}

function readiness(desk: Desk): Check {
  if (desk.rrpay.state !== "up") return unseen(desk, "rrpay-ready", "warn");
  const { ready, fiscal, emulator } = desk.rrpay.health;
  if (!ready) return found(desk, "rrpay-ready", "fail", "rrpay-not-ready", "ready=false");
  if (!fiscal.online) return found(desk, "rrpay-ready", "fail", "fiscal-offline", "fiscal.online=false");
  return fine("rrpay-ready", `emulator=${emulator} lastDocumentNo=${fiscal.lastDocumentNo ?? "-"}`);
}

/** Without these the bridge stays safe, but more is left to a person. */
function features(desk: Desk): Check {
  if (desk.rrpay.state !== "up") return unseen(desk, "rrpay-features", "warn");
  const missing = (["status", "cancel", "tombstone", "print"] as const).filter((feature) => !desk.offers(feature));
  if (missing.length === 0) return fine("rrpay-features", desk.rrpay.health.features.join(" "));
  return found(desk, "rrpay-features", "warn", "features-missing", `missing: ${missing.join(" ")}`);
}

function clock(desk: Desk): Check {
  const { moment, journal } = desk;
  const detail = String(localDate(moment));
  const back = journal.lastWallMs - moment.wallMs;
  return back > 60_000 ? found(desk, "clock", "warn", "clock-back", detail) : fine("clock", detail);
}

function attempts(desk: Desk): Check {
  const open = desk.ledger.unsettled();
  if (open.length === 0) return fine("attempts", "0");
  const keys = open.map(({ kind, saleKey, payment }) => `${kind} ${saleKey} ${payment}`).join("; ");
  return found(desk, "attempts", "warn", "attention", keys.slice(0, 500));
}
