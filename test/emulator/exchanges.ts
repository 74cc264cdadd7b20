/** Plays the worked examples of docs/contracts.md C (schemas/rrpay-exchanges.json) on the emulator. */
import exchanges from "../../schemas/rrpay-exchanges.json" with { type: "json" };
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";
import { call, type Reply, withRrpay } from "./support.ts";

/** A sequence of requests that an engineer can follow. */
export interface Sequence {
  readonly title: string;
  readonly why: string;
  /** The settings of the emulator for it. */
  readonly setup?: Pick<RrpayOptions, "policy" | "healthToken" | "features">;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  /** What happens at RRPay before the request, for the reader and for the emulator. */
  readonly before?: { readonly text: string; readonly act: readonly (keyof typeof ACTS)[] };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: object;
  };
  readonly answer: { readonly status: number; readonly body: object };
  readonly till: string;
}

export const SEQUENCES = exchanges.sequences as readonly Sequence[];

/** The names that the examples use for what each RRPay makes up itself. */
const NAMES = { storeId: "STORE-1", epoch: "EPOCH-1" } as const;

const PRINTED_AT = new Date("2026-11-23T10:15:30Z");

/** What a person does, or what goes wrong, at RRPay with the transaction that was posted last. */
const ACTS = {
  "pay-card": (rrpay, id) => rrpay.operator.pay(id),
  "pay-part": (rrpay, id) => rrpay.operator.pay(id, [{ type: "card", amountCents: 100 }]),
  "pay-cash": (rrpay, id) => rrpay.operator.pay(id, [{ type: "cash", givenCents: 500 }]),
  decline: (rrpay, id) => rrpay.operator.decline(id),
  discount: (rrpay, id) => rrpay.operator.discount(id, 20),
  "no-paper": (rrpay) => rrpay.operator.set({ paper: false }),
  paper: (rrpay) => rrpay.operator.set({ paper: true }),
  "other-till": (rrpay) => rrpay.operator.set({ busy: { id: "9f0c7a52", till: "2" } }),
} satisfies Record<string, (rrpay: Rrpay, id: string) => void>;

/** The emulator's answers to the steps, with the names of the examples in them. */
export async function play({ setup = {}, steps }: Sequence): Promise<readonly Pick<Reply, "status" | "json">[]> {
  const replies: Pick<Reply, "status" | "json">[] = [];
  await withRrpay({ policy: "wait", token: "secret", now: () => PRINTED_AT, ...setup }, async (rrpay) => {
    const own = { storeId: rrpay.storeId, epoch: rrpay.epoch };
    let id = "";
    for (const { before, request } of steps) {
      for (const act of before?.act ?? []) (ACTS[act] as (rrpay: Rrpay, id: string) => void)(rrpay, id);
      if (request.body && "id" in request.body) id = String(request.body.id);
      const headers = Object.fromEntries(
        Object.entries(request.headers ?? {}).map(([name, value]) => [name, value === NAMES.epoch ? own.epoch : value]),
      );
      const { status, text } = await call(rrpay.port, request.method, request.path, {
        ...(request.body ? { body: request.body } : {}),
        headers,
      });
      const named = text.replaceAll(own.storeId, NAMES.storeId).replaceAll(own.epoch, NAMES.epoch);
      replies.push({ status, json: real(JSON.parse(named)) });
    }
  });
  return replies;
}

/** The examples show a real RRPay, not the emulator. */
function real(json: object): object {
  return "protocol" in json ? { ...json, name: "RRPay", emulator: false } : json;
}
