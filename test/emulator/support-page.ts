/** The page's server for a test that needs no browser. */
import { type Page, startPage } from "./page/server.ts";
import type { Rrpay, RrpayOptions } from "./rrpay/server.ts";
import { call, type Reply, withRrpay } from "./support.ts";

export interface PageOverHttp {
  readonly page: Page;
  readonly rrpay: Rrpay;
  readonly port: number;
  /** POSTs with the token, as the page does, with the changes in `headers`. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>;
  readonly get: (path: string) => Promise<Reply>;
}

/** Short, so that no test waits long for something that never comes. */
export const IMPATIENT = { connectMs: 1000, answerMs: 500, customerMs: 20_000, manualAfterMs: 50 };

/** Runs a body with a page whose POS window is open. */
export function withPageServer(
  options: Omit<RrpayOptions, "dir">,
  body: (place: PageOverHttp) => Promise<void>,
): Promise<void> {
  return withRrpay(options, async (rrpay, dir) => {
    const page = await startPage({ rrpay, dir: `${dir}/till`, engine: "quickjs", timeouts: IMPATIENT });
    const { port: text, hash } = new URL(page.url);
    const port = Number(text);
    const own = {
      Host: `127.0.0.1:${port}`,
      "Content-Type": "application/json",
      Authorization: `Bearer ${hash.slice(1)}`,
    };
    const post = (path: string, json: unknown, headers = {}) =>
      call(port, "POST", path, { body: json, headers: { ...own, ...headers } });
    const get = (path: string) => call(port, "GET", path, { headers: own });
    try {
      await page.pos.until(({ window, busy }) => window === "pos" && busy === undefined);
      await body({ page, rrpay, port, post, get });
    } finally {
      await page.stop();
    }
  });
}
