/** How the histories are shared between processes. */
import { type Past, planOf } from "./plan.ts";

/** What it costs to live a past, in histories. A process lives each once. */
const COSTS: { readonly [past in Past]: number } = { none: 0, days: 7, unprinted: 280, flood: 1000 };

/** Deals the histories of `count` seeds, so that each share costs about as much, and a past is lived in one of them. */
export function deal(first: number, count: number, shares: number): number[][] {
  const dealt = Array.from({ length: shares }, () => ({ cost: 0, seeds: [] as number[] }));
  const lightest = () => dealt.reduce((light, one) => (one.cost < light.cost ? one : light));
  const owners = new Map<Past, (typeof dealt)[number]>();
  const plain: number[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const { past } = planOf(seed);
    if (past === "none") {
      plain.push(seed);
      continue;
    }
    const known = owners.get(past);
    const owner = known ?? lightest();
    owners.set(past, owner);
    owner.cost += 1 + (known ? 0 : COSTS[past]);
    owner.seeds.push(seed);
  }
  for (const seed of plain) {
    const share = lightest();
    share.cost++;
    share.seeds.push(seed);
  }
  return dealt.map(({ seeds }) => seeds.sort((a, b) => a - b));
}
