/** What an auditor counts at RRPay: money, paper, and the requests that arrived. */
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { LoggedRequest, Rrpay } from "../rrpay/server.ts";

export interface Books {
  /** Net cents over all epochs. */
  readonly moneyCents: number;
  readonly documents: number;
  /** How many ids were used for it. */
  readonly ids: number;
  /** The bodies that RRPay has read, in order. */
  readonly posts: readonly string[];
}

/** The books of one sale, or of everything at RRPay. */
export function booksOf(rrpay: Rrpay, saleKey?: string): Books {
  const concerns = (key: string) => saleKey === undefined || key === saleKey;
  const posts = rrpay.requests
    .filter(({ on, body }) => on === "post" && body !== "")
    .map(({ body }) => ({ body, content: JSON.parse(body) as RrpayTransactionRequest }))
    .filter(({ content }) => concerns(content.saleKey));
  const receipts = rrpay.receipts().filter((receipt) => concerns(receipt.saleKey));
  const keys = new Set([...posts.map(({ content }) => content.saleKey), ...receipts.map((receipt) => receipt.saleKey)]);
  return {
    moneyCents: [...keys].reduce((sum, key) => sum + rrpay.moneyTakenCents(key), 0),
    documents: receipts.length,
    ids: new Set(posts.map(({ content }) => content.id)).size,
    posts: posts.map(({ body }) => body),
  };
}

/** How many requests of each kind have arrived. */
export function requestCounts(rrpay: Rrpay): Readonly<Record<LoggedRequest["on"], number>> {
  const counts = { connect: 0, health: 0, post: 0, get: 0, cancel: 0, print: 0, other: 0 };
  for (const { on } of rrpay.requests) counts[on] += 1;
  return counts;
}
