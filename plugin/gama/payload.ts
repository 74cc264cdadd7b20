/**
 * Payloads from GAMA: bytes → text → object → trimmed → validated → sums checked. A failure is a refusal with code,
 * path and reason. What has passed here is not checked again.
 */

import type { HookName } from "../../schemas/generated/boundary.ts";
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import { SHAPES } from "../../schemas/generated/shapes.ts";
import type {
  CloseRequest,
  DoctorRequest,
  InitPosRequest,
  InitSettlementRequest,
  ResolveRequest,
  StatusRequest,
  VoidRequest,
} from "../../schemas/generated/types.ts";
import {
  type ValidationError,
  validateCloseRequest,
  validateDoctorRequest,
  validateInitPosRequest,
  validateInitSettlementRequest,
  validateResolveRequest,
  validateStatusRequest,
  validateVoidRequest,
} from "../../schemas/generated/validators.js";
import type { Settings } from "../settings.ts";
import { decodeAscii, parseJson } from "../text/ascii.ts";
import { maskedCard } from "../text/card.ts";
import { maskCards } from "../text/mask.ts";
import { decodeUtf8, withoutMark } from "../text/utf8.ts";
import { decodeWindows1257 } from "../text/windows1257.ts";
import { pathOf } from "../validation.ts";
import { normalise } from "./cleaning.ts";
import { parseFlat } from "./flat-lines.ts";
import { checkSums, type SumFault } from "./sums.ts";
import { type Masking, shownText } from "./texts.ts";

export type Request =
  | { readonly hook: "init-pos"; readonly request: InitPosRequest }
  | { readonly hook: "init-settlement"; readonly request: InitSettlementRequest }
  | { readonly hook: "close"; readonly request: CloseRequest }
  | { readonly hook: "void"; readonly request: VoidRequest }
  | { readonly hook: "resolve"; readonly request: ResolveRequest }
  | { readonly hook: "status"; readonly request: StatusRequest }
  | { readonly hook: "doctor"; readonly request: DoctorRequest }
  | { readonly hook: "preview"; readonly request: InitSettlementRequest };

/** Why a payload was refused. `saleKey` is the key, if it could still be read. */
export interface PayloadFault {
  readonly code: Extract<
    Code,
    "payload-not-text" | "payload-form" | "payload-schema" | "payload-sums" | "payload-too-large"
  >;
  readonly path: string;
  /** An ajv keyword, or a reason of the form's parser. */
  readonly reason: string;
  readonly saleKey: string;
}

export type Parsed =
  | { readonly ok: true; readonly request: Request; readonly isMasked: boolean }
  | { readonly ok: false; readonly fault: PayloadFault };

/** Hosts have the same limit. The bundle checks it too, in case another host does not. */
const PAYLOAD_BYTES = 256 * 1024;

type ShapeName = keyof typeof SHAPES;

interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

const VALIDATORS: { readonly [name in ShapeName]: Validator } = {
  initPos: validateInitPosRequest,
  initSettlement: validateInitSettlementRequest,
  close: validateCloseRequest,
  void: validateVoidRequest,
  resolve: validateResolveRequest,
  status: validateStatusRequest,
  doctor: validateDoctorRequest,
};

/** Reads a hook's payload in either form. The configured form applies only to results. */
export function parsePayload(hook: HookName, payload: Uint8Array, codepage: Settings["gama"]["codepage"]): Parsed {
  if (payload.length > PAYLOAD_BYTES) return fault("payload-too-large", "", "size");
  return parseText(hook, codepage === "utf-8" ? decodeUtf8(payload) : decodeWindows1257(payload));
}

/** The same of a payload that was decoded: null where its bytes are of another code page. */
export function parseText(hook: HookName, text: string | null): Parsed {
  if (text === null) return fault("payload-not-text", "", "encoding");
  const masking: Masking = { isMasked: false };
  const form = text.trimStart().startsWith("{") ? readJson(hook, text, masking) : readFlat(hook, text, masking);
  if (!form.ok) return form;
  const { shape, value } = form;
  const validate = VALIDATORS[shape];
  if (!validate(value)) return schemaFault(validate, value);
  const request = { hook: hook === "preview" ? hook : NAMES[shape], request: value } as Request;
  if (request.hook === "resolve") maskTyped(request.request, masking);
  const sums = sumsOf(request);
  return sums
    ? fault("payload-sums", sums.path, sums.reason, value)
    : { ok: true, request, isMasked: masking.isMasked };
}

/** Only a request with a receipt has sums. */
function sumsOf({ hook, request }: Request): SumFault | undefined {
  if (hook === "init-settlement" || hook === "preview")
    return checkSums(request.lines, request.totals, request.prepaid);
  if (hook === "void" && request.lines && request.totals)
    return checkSums(request.lines, request.totals, request.prepaid);
  return undefined;
}

/** A typed refund's card data is masked like RRPay's own. Names and the note are free texts (`texts.ts`). */
function maskTyped({ payments = [] }: ResolveRequest, masking: Masking): void {
  for (const payment of payments) if (payment.card) payment.card = maskedCard(payment.card);
  if (JSON.stringify(payments).includes("**")) masking.isMasked = true;
}

const NAMES: { readonly [name in ShapeName]: Request["hook"] } = {
  initPos: "init-pos",
  initSettlement: "init-settlement",
  close: "close",
  void: "void",
  resolve: "resolve",
  status: "status",
  doctor: "doctor",
};

type Form = { readonly ok: true; readonly shape: ShapeName; readonly value: unknown } | Extract<Parsed, { ok: false }>;

function readJson(hook: HookName, text: string, masking: Masking): Form {
  const parsed = parseJson(withoutMark(text));
  if (!parsed.ok) return fault("payload-form", "", parsed.reason);
  const { value } = parsed;
  const window = typeof value === "object" && value !== null && "window" in value ? value.window : undefined;
  const shape = shapeOf(hook, typeof window === "string" ? window.trimEnd() : window);
  return { ok: true, shape, value: normalise(value, SHAPES[shape], masking) };
}

function readFlat(hook: HookName, text: string, masking: Masking): Form {
  const window = /(?:^|[\r\n])window=([^\r\n]*)/.exec(text)?.[1]?.trimEnd();
  const shape = shapeOf(hook, window);
  const parsed = parseFlat(text, SHAPES[shape], masking);
  if (!parsed.ok) return fault("payload-form", parsed.path, parsed.reason);
  return { ok: true, shape, value: parsed.value };
}

/** Whether an `init` payload, even a broken one, names the POS window. Its refusal then has that window's form. */
export function isPosPayload(payload: Uint8Array): boolean {
  return /(?:^|[\r\n])window=pos *(?:[\r\n]|$)|"window"\s*:\s*"pos *"/.test(decodeAscii(payload.subarray(0, 4096)));
}

function shapeOf(hook: HookName, window: unknown): ShapeName {
  if (hook === "preview") return "initSettlement";
  if (hook !== "init") return hook;
  return window === "pos" ? "initPos" : "initSettlement";
}

function schemaFault(validate: Validator, value: unknown): Parsed {
  const error = validate.errors?.[0];
  return fault("payload-schema", pathOf(error), error?.keyword ?? "schema", value);
}

/**
 * A path for people. What is cut off is no more than what masking needs: it is masked before it is cut, and a number
 * with what parts its digits is five times as long as what is left of it.
 */
function shownPath(path: string): string {
  return maskCards(shownText(path.slice(0, 10 * PATH_LENGTH))).slice(0, PATH_LENGTH);
}

const PATH_LENGTH = 200;

function fault(
  code: PayloadFault["code"],
  path: string,
  reason: string,
  value?: unknown,
): Extract<Parsed, { ok: false }> {
  const key = typeof value === "object" && value !== null && "saleKey" in value ? value.saleKey : "";
  const saleKey = typeof key === "string" && key.length <= 64 && /^[ -~\u00a0-\uffff]*$/.test(key) ? key : "";
  return { ok: false, fault: { code, path: shownPath(path), reason, saleKey } };
}
