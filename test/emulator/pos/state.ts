/** What can be seen of GAMA's POS. All texts here are data and must be shown as text. */
import type { Fields } from "./bridge.ts";
import type { Saved, SavedPayment } from "./ledger.ts";
import type { Receipt } from "./receipt.ts";

/** "POS pardavimo taškas", "Atsiskaitymas", or no window when the till's program does not run. */
export type Window = "off" | "pos" | "settlement";

/** An attempt about which a person is asked. */
export interface Subject {
  readonly kind: string;
  readonly saleKey: string;
  readonly attemptId: string;
  readonly totalCents: number;
}

export interface Unresolved extends Subject {
  readonly payment: string;
  readonly fiscal: string;
  readonly gama: string;
  readonly manual?: string;
  readonly conflict?: string;
  readonly advice: string;
  readonly decisions: readonly string[];
}

/** What GAMA asks the cashier before anything else may happen. */
export type Question =
  /** Was RRPay's receipt printed? */
  | { readonly type: "printed"; readonly subject: Subject; readonly text: string; readonly typed?: Typed }
  | { readonly type: "retry"; readonly text: string }
  | { readonly type: "void"; readonly saleKey: string; readonly kind: "sale" | "return" };

/** What a person has typed about a receipt. It stays in the form when it was refused. */
export interface Typed {
  readonly documentNo?: string;
  readonly payments?: readonly { readonly method: number; readonly amountCents: number }[];
  readonly changeCents?: number;
}

/** A payment as RRPay took it; `netCents` is what stays in the shop and what GAMA saves. */
export interface TakenPayment extends SavedPayment {
  readonly netCents: number;
}

/** What RRPay took, as the settlement window shows it until GAMA saves the receipt. */
export interface Taken {
  readonly payments: readonly TakenPayment[];
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly documentNo?: string;
  readonly attemptId?: string;
}

export interface HookResult {
  readonly hook: string;
  readonly fields: readonly (readonly [path: string, value: string])[];
}

export interface PosState {
  readonly window: Window;
  readonly till: string;
  readonly engine: string;
  /** The running hook, and what the cashier reads meanwhile. */
  readonly busy?: { readonly hook: string; readonly progress: string };
  readonly receipt: Receipt;
  readonly totalCents: number;
  readonly taken?: Taken;
  readonly question?: Question;
  readonly message: string;
  readonly unresolved: readonly Unresolved[];
  readonly saved: readonly Saved[];
  /** The newest comes last. */
  readonly results: readonly HookResult[];
}

/** A request at the wrong moment: another hook runs, or another window is open. */
export class NotNow extends Error {}

/** The unresolved items in the result of init pos or of status. */
export function unresolvedOf(fields: Fields): Unresolved[] {
  return each(fields, "unresolved").map((at) => {
    const text = (name: string) => fields.get(`${at}.${name}`) ?? "";
    const manual = fields.get(`${at}.manual.decision`);
    const conflict = fields.get(`${at}.conflict.code`);
    return {
      kind: text("kind"),
      saleKey: text("saleKey"),
      attemptId: text("attemptId"),
      totalCents: Number(text("totalCents")),
      payment: text("payment"),
      fiscal: text("fiscal"),
      gama: text("gama"),
      ...(manual === undefined ? {} : { manual }),
      ...(conflict === undefined ? {} : { conflict }),
      advice: text("advice"),
      decisions: each(fields, `${at}.decisions`).map((path) => fields.get(path) ?? ""),
    };
  });
}

/** What was taken according to a settlement result; `prefix` is "result." in the result of resolve. */
export function takenOf(fields: Fields, prefix = ""): Taken {
  const documentNo = fields.get(`${prefix}fiscal.documentNo`);
  const attemptId = fields.get(`${prefix}attemptId`);
  return {
    payments: each(fields, `${prefix}payments`).map((at) => ({
      method: Number(fields.get(`${at}.method`)),
      name: fields.get(`${at}.name`) ?? "",
      amountCents: Number(fields.get(`${at}.amountCents`)),
      netCents: Number(fields.get(`${at}.netCents`)),
    })),
    roundingCents: Number(fields.get(`${prefix}roundingCents`) ?? 0),
    changeCents: Number(fields.get(`${prefix}changeCents`) ?? 0),
    ...(documentNo === undefined ? {} : { documentNo }),
    ...(attemptId === undefined ? {} : { attemptId }),
  };
}

function each(fields: Fields, path: string): string[] {
  const count = Number(fields.get(`${path}.count`) ?? 0);
  return Array.from({ length: count }, (_, at) => `${path}.${at}`);
}
