/** Checks the bodies of the page's requests to GAMA's POS. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Verdict } from "../pos/payloads.ts";
import { NotAcceptable } from "../rrpay/check.ts";
import pageSchema from "./page.schema.json" with { type: "json" };

export interface Bodies {
  readonly nothing: Readonly<Record<string, never>>;
  readonly add: { readonly code: string; readonly unitCents?: number };
  readonly voucher: { readonly cents: number };
  readonly remove: { readonly at: number };
  readonly saleKey: { readonly saleKey: string };
  readonly maybeSaleKey: { readonly saleKey?: string };
  readonly retry: { readonly again: boolean };
  readonly attempt: { readonly attemptId: string };
  readonly verdict: Verdict;
}

const ajv = new Ajv2020({ strictRequired: false });
ajv.addSchema(pageSchema);

/** The body, or NotAcceptable with the place of the error. */
export function checkBody<N extends keyof Bodies>(name: N, json: unknown): Bodies[N] {
  const validate: ValidateFunction<Bodies[N]> | undefined = ajv.getSchema(`page.schema.json#/$defs/${name}`);
  if (validate === undefined) throw new Error(`page.schema.json has no ${name}`);
  if (validate(json)) return json;
  const [first] = validate.errors ?? [];
  throw new NotAcceptable(`${name}: ${first?.instancePath ?? ""} ${first?.message ?? "is not acceptable"}`);
}
