/**
 * `init` of the POS window and `status`: what is open, and whether RRPay can be reached. They never prevent the window
 * from opening.
 */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, BootReport, PosResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { unansweredOf } from "../conversation/journal-behind.ts";
import { unresolvedOf } from "../gama/results.ts";
import { needsPerson } from "../payment/attempt.ts";
import { isGone } from "../payment/truth.ts";

const LISTED_MAX = 200;

/** The till's state from the journal and RRPay's last answer. */
export function posResult(context: Context, saleKey?: string): PosResult {
  const listed = open(context)
    .filter((attempt) => saleKey === undefined || attempt.saleKey === saleKey)
    .sort((one, other) => one.sentAtMs - other.sentAtMs);
  const { status, code } = verdictOf(context, listed.length > 0);
  return {
    status,
    rrpay: context.rrpay.state,
    unresolved: listed.slice(0, LISTED_MAX).map((attempt) => unresolvedOf(context, attempt)),
    unresolvedTotal: listed.length,
    code,
    message: context.say(code),
  };
}

/** What a person still has to do something about. */
function open(context: Context): Attempt[] {
  const { ledger } = context;
  const isWanted = (one: Attempt) => needsPerson(one) || (!one.left && context.watch(one).holdsUp);
  const own = ledger.all().filter((one) => isWanted(one) && !isGone(ledger.ofKey(one.saleKey), one));
  return [
    ...own,
    ...unansweredOf(context).filter(({ attemptId: id }) => !own.some(({ attemptId }) => attemptId === id)),
  ];
}

/** What boot found. It is the answer of call 0. */
export function bootReport(context: Context, product: string, version: string, abi: number): BootReport {
  const count = open(context).length;
  const { status, code } = verdictOf(context, count > 0);
  const message = context.say(code);
  const payments = context.settings.payments.map(({ rrpay, gama, name, cash }) => ({
    method: gama,
    name,
    cash: cash ?? rrpay === 0,
  }));
  return {
    status,
    product,
    version,
    abi,
    till: context.settings.till,
    payments,
    unresolvedCount: count,
    code,
    message,
  };
}

function verdictOf(
  context: Context,
  unresolved: boolean,
): { readonly status: PosResult["status"]; readonly code: Code } {
  const { trouble, unsound, rrpay, health } = context;
  if (unsound) return { status: "refused", code: unsound };
  if (rrpay.state === "wrong")
    return { status: rrpay.code === "rrpay-changed" ? "refused" : "attention", code: rrpay.code };
  if (trouble) return { status: "attention", code: trouble };
  if (unresolved) return { status: "attention", code: "attention" };
  if (rrpay.state === "down") return { status: "attention", code: "rrpay-down" };
  if (health?.ready === false) return { status: "attention", code: "rrpay-not-ready" };
  if (health?.fiscal.online === false) return { status: "attention", code: "fiscal-offline" };
  if (health?.fiscal.reporting === false) return { status: "attention", code: "reporting-down" };
  return { status: "ready", code: "ready" };
}
