/** `preview`: what `init` of the settlement window would send. It uses no network and writes no record. */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { InitSettlementRequest, PreviewResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { BODY_LIMIT } from "../conversation/pay.ts";
import { orderOf } from "../gama/mapping.ts";
import { uuid } from "../identity.ts";
import { bodyOf } from "../rrpay/port.ts";

/** Exactly those bytes, under an id that is never used. */
export function preview(context: Context, request: InitSettlementRequest): PreviewResult {
  const { settings, moment } = context;
  const order = orderOf(request);
  const told = (status: PreviewResult["status"], code: Code): PreviewResult => ({
    status,
    code,
    message: context.say(code, order.kind),
  });
  const body = bodyOf(order, uuid(moment.random), settings.till);
  if (body === undefined) return told("refused", "payload-schema");
  if (body.length > BODY_LIMIT) return told("refused", "sale-too-large");
  // RRPay is not asked now; only what it has already said about itself counts
  if (order.prepaid && context.health && !context.offers("prepaid")) return told("refused", "prepaid-unsupported");
  return { ...told("ok", "previewed"), request: JSON.parse(body) as NonNullable<PreviewResult["request"]> };
}
