/** Checks what people write by hand for the emulator: fault scripts and the operator's requests. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import faultSchema from "./fault.schema.json" with { type: "json" };
import type { Rule } from "./faults.ts";
import type { Policy, Switches, Tender } from "./model.ts";
import operatorSchema from "./operator.schema.json" with { type: "json" };
import type { Memory } from "./store.ts";

/** The text does not match its schema; the message names the place. */
export class NotAcceptable extends Error {}

/** The bodies of the operator's requests. */
export interface Bodies {
  readonly nothing: Readonly<Record<string, never>>;
  readonly pay: { readonly tenders?: readonly Tender[] };
  readonly discount: { readonly cents: number };
  readonly end: { readonly message?: string };
  readonly policy: Policy;
  readonly switches: Partial<Omit<Switches, "busy">> & { readonly busy?: NonNullable<Switches["busy"]> | null };
  readonly restart: { readonly memory?: Memory };
}

const ajv = new Ajv2020({ discriminator: false, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const validateScript = ajv.compile<readonly Rule[]>(faultSchema);
ajv.addSchema(operatorSchema);

/** The script, or NotAcceptable. */
export function checkScript(json: unknown): readonly Rule[] {
  return check(validateScript, json, "fault script");
}

/** The body of an operator's request, or NotAcceptable. */
export function checkBody<N extends keyof Bodies>(name: N, json: unknown): Bodies[N] {
  const validate = ajv.getSchema<Bodies[N]>(`operator.schema.json#/$defs/${name}`);
  if (validate === undefined) throw new Error(`operator.schema.json has no ${name}`);
  return check(validate, json, name);
}

function check<T>(validate: ValidateFunction<T>, json: unknown, what: string): T {
  if (validate(json)) return json;
  // The error at the deepest place is the relevant one, because every other kind of fault is reported too.
  const errors = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length);
  throw new NotAcceptable(`${what}: ${errors[0]?.instancePath ?? ""} ${errors[0]?.message ?? "is not acceptable"}`);
}
