/** Scenario files: what one may contain, and which scenarios it gives. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Config } from "../../../schemas/generated/types.ts";
import { NotAcceptable } from "../rrpay/check.ts";
import faultSchema from "../rrpay/fault.schema.json" with { type: "json" };
import type { Rule } from "../rrpay/faults.ts";
import type { PolicyName } from "../rrpay/model.ts";
import { resolveReferences } from "./references.ts";
import scenarioSchema from "./scenario.schema.json" with { type: "json" };

export interface ScenarioFile {
  readonly name: string;
  readonly nameLt?: string;
  readonly why?: string;
  readonly policy?: PolicyName;
  readonly timeouts?: NonNullable<Config["timeouts"]>;
  readonly faults?: readonly Rule[];
  readonly sales?: Readonly<Record<string, SaleSpec>>;
  readonly variants?: Readonly<Record<string, object>>;
  readonly steps: readonly Step[];
}

/** One play: the file with the values of one variant. */
export type Scenario = Omit<ScenarioFile, "variants">;

export interface SaleSpec {
  readonly of?: string;
  readonly linesCents?: readonly number[];
  readonly times?: number;
  readonly receiptNo?: string;
}

export type Step = DoStep | UntilStep | ExpectStep | EndsPaidStep;

export interface DoStep {
  readonly do: string;
  readonly sale?: string;
  readonly with?: object;
  readonly as?: string;
  readonly wait?: false;
  readonly expect?: Expectation;
}

interface UntilStep {
  readonly until: Condition;
  readonly expect?: Expectation;
}

interface ExpectStep {
  readonly expect: Expectation;
}

interface EndsPaidStep {
  readonly endsPaid: string;
  readonly ids?: number;
  readonly as?: string;
}

export type Condition =
  | "taken-up"
  | "idle"
  | "asked"
  | "dead"
  | { readonly ended: string }
  | { readonly progress: string }
  | { readonly requests: Readonly<Record<string, number>> }
  | { readonly held: number }
  | { readonly documents: number }
  | { readonly fault: string };

/** Facts by name, with their expected values, and comparisons. The schema lists them. */
export interface Expectation {
  readonly sale?: string;
  readonly equal?: readonly (readonly [unknown, unknown])[];
  readonly differ?: readonly (readonly [unknown, unknown])[];
  readonly rising?: string;
  readonly [fact: string]: unknown;
}

const ajv = new Ajv2020({ allowUnionTypes: true, strictRequired: false, strictTypes: false });
ajv.addSchema(faultSchema);
const validate = ajv.compile<ScenarioFile>(scenarioSchema);

/** The scenarios of a file, or NotAcceptable with the place of the error. */
export function scenariosOf(json: unknown): Scenario[] {
  const { variants, ...file } = json as ScenarioFile;
  if (typeof variants !== "object") return [check(json)];
  return Object.entries(variants).map(([variant, values]) => {
    const put = resolveReferences(file, { variant: values }) as ScenarioFile;
    check({ ...put, variants });
    return { ...put, name: `${file.name} (${variant})` };
  });
}

function check(json: unknown): ScenarioFile {
  if (validate(json)) {
    if (isRaw(json) && placesOf(json).has("pos"))
      throw new NotAcceptable(
        "scenario: GAMA's windows (pos/…) and raw hooks (till/…, disk/…, endsPaid) are not mixed",
      );
    return json;
  }
  // The error at the deepest place is the relevant one, because every other kind of step is reported too.
  const [first] = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length);
  throw new NotAcceptable(`scenario: ${first?.instancePath ?? ""} ${first?.message ?? "is not acceptable"}`);
}

/** Whether its till has no windows of GAMA. */
export function isRaw(scenario: Scenario): boolean {
  const places = placesOf(scenario);
  return places.has("till") || places.has("disk") || scenario.steps.some((step) => "endsPaid" in step);
}

/** The places at which its steps happen. */
function placesOf({ steps }: Scenario): Set<string | undefined> {
  return new Set(steps.map((step) => ("do" in step ? step.do.split("/")[0] : undefined)));
}
