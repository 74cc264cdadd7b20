/** The payment map of gama-rrpay.json, made from GAMA's own list of ways to pay. */
import type { Method } from "./adapt-find.ts";

interface Payment {
  readonly rrpay: number;
  readonly gama: number;
  readonly name: string;
  readonly cash?: true;
}

/** RRPay's numbers that this project assumes (docs/assumptions.md R8): 0 cash, 2 bank card. */
const KNOWN: readonly { readonly rrpay: number; readonly like: RegExp; readonly cash?: true }[] = [
  { rrpay: 0, like: /GRYN|CASH/i, cash: true },
  { rrpay: 2, like: /KORTEL|CARD/i },
];

/** Rows for what RRPay is known to take. Other ways to pay of GAMA must first be agreed with RASO. */
export function paymentsOf(methods: readonly Method[]): Payment[] {
  return KNOWN.flatMap(({ rrpay, like, cash }) => {
    const [one, ...more] = methods.filter(({ name }) => like.test(name));
    return one === undefined || more.length > 0
      ? []
      : [{ rrpay, gama: one.number, name: one.name, ...(cash ? { cash } : {}) }];
  });
}

/** The config with this map. Undefined if the shop has its own map or needs none. */
export function withPayments(config: unknown, payments: readonly Payment[]): string | undefined {
  if (payments.length < KNOWN.length) return undefined;
  if (payments.every(({ rrpay, gama }) => rrpay === gama)) return undefined;
  if (typeof config !== "object" || config === null || "payments" in config) return undefined;
  return `${JSON.stringify({ ...config, payments }, null, 2)}\n`;
}
