/** Writes one log line for each hook: what was asked, the outcome, and the attempt. */
import type { Context } from "./context.ts";
import type { Request } from "./gama/payload.ts";
import type { SaleIdentity } from "./payment/attempt.ts";

type Asked = { readonly attemptId?: string } & Partial<SaleIdentity>;
type Told = {
  readonly attemptId?: string;
  readonly outcome?: string;
  readonly status?: string;
  readonly code?: string;
};

export class HookLog {
  readonly #context: Context;
  readonly #open = new Map<number, Request>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Remembers what a call asks for. */
  began(call: number, request: Request): void {
    this.#open.set(call, request);
  }

  /**
   * Writes the line. An outcome that people will ask about is a warning, because the host keeps the trace of a warning.
   */
  ended(call: number, { attemptId, outcome, status = outcome, code = status }: Told): void {
    const { hook = "", request = {} } = this.#open.get(call) ?? {};
    this.#open.delete(call);
    const { saleKey, kind, attemptId: named }: Asked = request;
    const latest = saleKey && kind && this.#context.ledger.latest({ kind, saleKey })?.attemptId;
    const attempt = attemptId ?? named ?? (latest || "-");
    const level = status === "unknown" || status === "conflict" ? "warn" : "info";
    this.#context.log(level, `call=${call} hook=${hook} code=${code} sale=${saleKey ?? "-"} attempt=${attempt}`);
  }
}
