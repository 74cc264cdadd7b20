/** What kinds of RRPay there are. */
import type { Random } from "./random.ts";

/** What kind of RRPay a history has: docs/contracts.md C permits all of these. */
export interface Traits {
  readonly features: readonly string[];
  /** Whether it notices that a sale is in progress or approved under another id. */
  readonly knowsSales: boolean;
  readonly printing: "at-once" | "late" | "when-asked" | "never";
  /** Whether document numbers begin again each day and with every epoch. */
  readonly numbering: "running" | "daily";
  readonly printedAt: "now" | "0001-01-01T00:00:00" | "1970-01-01T00:00:00Z" | "2206-01-01T00:00:00";
  /** How often it gives a discount of its own: it approves less than was asked for. */
  readonly discounts: number;
  /** How often the customer pays in parts. */
  readonly parts: number;
  /** How often the document's number comes one revision later than `printed`. */
  readonly lateNumbers: number;
}

export const PLAIN: Traits = {
  features: ["status", "cancel", "tombstone", "print", "fiscal", "epoch-guard"],
  knowsSales: true,
  printing: "at-once",
  numbering: "running",
  printedAt: "now",
  discounts: 0,
  parts: 0,
  lateNumbers: 0,
};

/** Many histories are plain. In the others a trait may be unusual. */
export function traitsOf(random: Random): Traits {
  if (random.chance(0.4)) return PLAIN;
  const without = random.chance(0.3) ? random.pick(PLAIN.features) : "";
  return {
    features: PLAIN.features.filter((feature) => feature !== without),
    knowsSales: random.chance(0.7),
    printing: random.pick(["at-once", "at-once", "late", "when-asked", "never"] as const),
    numbering: random.pick(["running", "running", "daily"] as const),
    printedAt: random.chance(0.85)
      ? "now"
      : random.pick(["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "2206-01-01T00:00:00"] as const),
    discounts: random.chance(0.2) ? 0.4 : 0,
    parts: random.chance(0.3) ? 0.5 : 0,
    lateNumbers: random.chance(0.15) ? 0.5 : 0,
  };
}
