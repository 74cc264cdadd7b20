/** Results as the people at the till read them. Fields that some versions of the contracts lack are optional. */
import type { Kind } from "./truth.ts";

export interface PaymentView {
  readonly method: number;
  readonly amountCents: number;
  readonly netCents?: number;
}

export interface SettlementView {
  readonly outcome: string;
  readonly saleKey: string;
  readonly attemptId?: string;
  readonly payments: readonly PaymentView[];
  readonly roundingCents: number;
  readonly changeCents: number;
  readonly differenceCents?: number;
  readonly fiscal: { readonly state: string; readonly documentNo?: string };
  readonly blockedBy?: { readonly kind: Kind; readonly saleKey: string; readonly attemptId: string };
  readonly code: string;
  readonly message: string;
}

export interface VoidView {
  readonly outcome: string;
  readonly attemptId?: string;
  readonly sale?: SettlementView;
  readonly code: string;
  readonly message: string;
}

export interface ItemView {
  readonly kind: Kind;
  readonly saleKey: string;
  readonly attemptId: string;
  readonly payment: string;
  readonly fiscal: string;
  readonly gama: string;
  readonly manual?: { readonly decision: string };
  readonly conflict?: { readonly code: string };
  readonly claimed?: { readonly payments?: readonly PaymentView[]; readonly fiscal?: { readonly documentNo?: string } };
  readonly totalCents: number;
  readonly decisions: readonly string[];
  readonly advice: string;
}

export interface ListView {
  readonly status: string;
  readonly unresolved: readonly ItemView[];
  readonly code: string;
}

export interface AnswerView {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}
