/**
 * Many sales with RRPay's emulator, the page's server and a page that follows. The question is what they keep of each
 * sale.
 */
import { type Page, startPage } from "./page/server.ts";
import { type Rrpay, startRrpay } from "./rrpay/server.ts";
import { sale } from "./support.ts";

export class Soak {
  readonly rrpay: Rrpay;
  readonly #page: Page;
  readonly #leave = new AbortController();
  /** How many bytes of snapshots the following page has read. */
  read = 0;
  sold = 0;

  private constructor(rrpay: Rrpay, page: Page) {
    this.rrpay = rrpay;
    this.#page = page;
  }

  static async start(dir: string): Promise<Soak> {
    const rrpay = await startRrpay({ dir: `${dir}/rrpay`, policy: "card" });
    const page = await startPage({ rrpay, dir: `${dir}/till`, engine: "quickjs" });
    const soak = new Soak(rrpay, page);
    await page.pos.until(({ window, busy }) => window === "pos" && busy === undefined);
    void soak.#follow();
    return soak;
  }

  /** Sells directly to RRPay, as a till does, and every hundredth time through GAMA's windows. */
  async sell(count: number): Promise<void> {
    for (let nth = 0; nth < count; nth += 1) {
      if (this.sold % 100 === 0) await this.#sellInWindow();
      else await this.#sellToRrpay();
      this.sold += 1;
    }
  }

  async stop(): Promise<void> {
    this.#leave.abort();
    await this.#page.stop();
    await this.rrpay.stop();
  }

  async #sellInWindow(): Promise<void> {
    await this.#post("pos/add", { code: "PR001" });
    for (const step of ["pos/pay", "pos/save"]) {
      await this.#post(step, {});
      await this.#page.pos.until(({ busy }) => busy === undefined);
    }
  }

  async #sellToRrpay(): Promise<void> {
    const id = `soak-${this.sold}`;
    await taken(fetch(`${this.rrpay.url}/v1/transactions`, { method: "POST", body: JSON.stringify(sale(id)) }));
    await taken(fetch(`${this.rrpay.url}/v1/transactions/${id}`));
  }

  async #post(path: string, body: object): Promise<void> {
    const headers = { ...this.#headers, "Content-Type": "application/json" };
    await taken(
      fetch(new URL(`/api/${path}`, this.#page.url), { method: "POST", headers, body: JSON.stringify(body) }),
    );
  }

  async #follow(): Promise<void> {
    const { signal } = this.#leave;
    const response = await fetch(new URL("/api/events", this.#page.url), { headers: this.#headers, signal });
    try {
      for await (const part of response.body as AsyncIterable<Uint8Array>) this.read += part.length;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  get #headers(): Record<string, string> {
    return { Authorization: `Bearer ${new URL(this.#page.url).hash.slice(1)}` };
  }
}

/** Reads the whole answer. A refusal ends the soak. */
async function taken(asked: Promise<Response>): Promise<void> {
  const answer = await asked;
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
}
