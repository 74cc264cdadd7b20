/** Tills that have sold before the history begins. Each past is run once per process and then copied. */
import { Cashier } from "./cashier.ts";
import { Shop } from "./gama.ts";
import { Oracle } from "./oracle.ts";
import { type Past, pastTraits } from "./plan.ts";
import { Random } from "./random.ts";
import { DAY_MS, World } from "./world.ts";

interface Lived {
  readonly disk: unknown;
  readonly rrpay: unknown;
  readonly oracle: unknown;
  readonly shop: Shop;
  readonly wallMs: number;
  readonly monoMs: number;
}

/** How many sales a day each past has, and over how many days. */
const SIZES: Record<Exclude<Past, "none">, { readonly days: number; readonly sales: number }> = {
  days: { days: 2, sales: 75 },
  unprinted: { days: 2, sales: 150 },
  flood: { days: 3, sales: 420 },
};

const lived = new Map<Past, Lived>();

/** Gives a past to a till that has not begun yet. */
export function remember(past: Past, world: World, shop: Shop, oracle: Oracle): void {
  if (past === "none") return;
  let known = lived.get(past);
  if (!known) {
    known = live(past);
    lived.set(past, known);
  }
  world.disk.restore(known.disk);
  world.rrpay.restore(known.rrpay);
  oracle.restore(known.oracle);
  shop.receipts.push(...known.shop.receipts.map((receipt) => ({ ...receipt })));
  world.wallMs = known.wallMs;
  world.monoMs = known.monoMs;
  world.note(() => `--- ${shop.receipts.length} receipts of days gone by`);
}

function live(past: Exclude<Past, "none">): Lived {
  const random = new Random(1);
  const world = new World(pastTraits(past), random, false);
  const shop = new Shop();
  const oracle = new Oracle(world, shop);
  const cashier = new Cashier(world, shop, oracle, random, "honest");
  cashier.patience = 1;
  world.rrpay.allPay = true;
  const { days, sales } = SIZES[past];
  for (let day = 0; day < days; day++) {
    for (let number = 0; number < sales; number++) {
      const receipt = shop.ringUp({ kind: "sale", saleKey: `D${day}-${number}`, totalCents: random.between(1, 5000) });
      for (let left = 5; left > 0 && !receipt.saved; left--) cashier.press(receipt);
    }
    world.wallMs += DAY_MS;
    oracle.dayEnds();
  }
  world.kill();
  return {
    ...{ disk: world.disk.snapshot(), rrpay: world.rrpay.snapshot(), oracle: oracle.snapshot() },
    ...{ shop, wallMs: world.wallMs, monoMs: world.monoMs },
  };
}
