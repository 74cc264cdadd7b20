/** Judges what sentences claim of a receipt, and remembers the ways out that they name. */
import { isCode, sentence } from "../../plugin/messages/sentence.ts";
import { SENTENCES, type Spoken } from "../../schemas/generated/sentences.ts";
import { CLAIMS, type Claim } from "./claims.ts";
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import type { Memory } from "./memory.ts";
import type { Kind } from "./truth.ts";
import type { World } from "./world.ts";

/** Refusals of a second space that lead nowhere. */
const DEAD_ENDS = [
  "sale-voided",
  "already-saved",
  "left-to-accountant",
  "sale-changed",
  "old-attempt-open",
  "attempt-unknown",
];

const BY_SENTENCE = new Map((Object.keys(SENTENCES) as Spoken[]).map((code) => [sentence(code, "en"), code as string]));
const said = new Map<string, readonly string[]>();

/** The codes whose sentences a text says: a message may say more than its code. */
export function codesOf(code: string, text: string): readonly string[] {
  const key = `${code} ${text.replace(/[0-9]+/g, "0")}`;
  const known = said.get(key);
  if (known) return known;
  const codes = new Set([code]);
  for (const [spoken, other] of BY_SENTENCE) if (text.includes(spoken)) codes.add(other);
  if (text !== "" && codes.size > 1 && !text.includes(isCode(code) ? sentence(code, "en") : " ")) codes.delete(code);
  const list = [...codes];
  if (said.size < 10_000) said.set(key, list);
  return list;
}

export class Words {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;
  /** Receipts whose cashier was told to check again, and by which code. */
  readonly #promised = new Map<number, string>();

  constructor(world: World, shop: Shop, memory: Memory) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = memory;
  }

  /** What was promised of a receipt counts for the next space only. */
  release({ uid }: Receipt): void {
    this.#promised.delete(uid);
  }

  releaseAll(): void {
    this.#promised.clear();
  }

  /** Space was pressed again, as it had been said. */
  checkPromise(receipt: Receipt, { outcome, code }: { readonly outcome: string; readonly code: string }): void {
    const promise = this.#promised.get(receipt.uid);
    this.release(receipt);
    if (promise === undefined || outcome !== "refused" || !DEAD_ENDS.includes(code)) return;
    // what GAMA has saved under that number, or taken back, needs no way out: the refusal says so
    if (code === "already-saved" && this.#isSaved(receipt)) return;
    if (code !== "sale-voided" || !this.#memory.isKnownVoided(receipt.uid))
      fault("way out", `${promise} sent the cashier back to ${receipt.saleKey}, which is refused: ${code}`);
  }

  #isSaved(receipt: Receipt): boolean {
    return this.#ofNumber(receipt).some(({ uid }) => this.#memory.saved.has(uid));
  }

  check(receipt: Receipt, kind: Kind, codes: readonly string[], where: string): void {
    for (const code of codes)
      for (const claim of CLAIMS[code] ?? []) {
        if (!receipt.misled && !this.#memory.isLost(receipt) && !this.#isTrue(claim, receipt, kind))
          fault("words", `${where} of ${kind} ${receipt.saleKey} says ${code}, and "${claim}" is not true`);
        if (claim === "check-again" && kind !== "void" && where !== "list") this.#promised.set(receipt.uid, code);
        if (claim === "open-window" && kind === "void")
          fault("words", `${where} of ${receipt.saleKey} sends the cashier to the settlement window: ${code}`);
      }
  }

  #isTrue(claim: Claim, receipt: Receipt, kind: Kind): boolean {
    const { truth, traits } = this.#world.rrpay;
    const { uid } = receipt;
    switch (claim) {
      case "nothing-sent":
        return !this.#isAtRrpay(uid, kind);
      case "no-money":
        return truth.takingsOf(uid, receipt.kind).length === 0 || truth.takingsOf(uid, "void").length > 0;
      case "paid":
        return this.#ofNumber(receipt).some((other) => this.#stands(other, kind));
      case "printed":
        // an RRPay that does not know of receipts prints what it prints: the till is told nothing of it
        if (!traits.features.includes("fiscal")) return true;
        return this.#ofNumber(receipt).some((other) => truth.papersOf(other.uid, kind).length > 0);
      case "voided":
        return truth.takingsOf(uid, "void").length > 0 || truth.takingsOf(uid, receipt.kind).length === 0;
      default:
        return true;
    }
  }

  /** Known is what is known of key and kind: the till cannot tell a second receipt of one number apart (docs/contracts.md B12). */
  #ofNumber({ kind, saleKey }: Receipt): Receipt[] {
    return this.#shop.receipts.filter((other) => other.kind === kind && other.saleKey === saleKey);
  }

  /** Paid, and not taken back as far as the till can know: a void that has gone through this moment is not heard of yet. */
  #stands({ uid, kind: ofReceipt }: Receipt, kind: Kind): boolean {
    if (this.#world.rrpay.truth.takingsOf(uid, ofReceipt).length === 0) return false;
    return kind === "void" || !this.#memory.isKnownVoided(uid);
  }

  /** Something of it charges or has charged there. */
  #isAtRrpay(uid: number, kind: Kind): boolean {
    const { rrpay } = this.#world;
    const { truth } = rrpay;
    if (truth.takingsOf(uid, kind).length > 0 && (kind === "void" || truth.takingsOf(uid, "void").length === 0))
      return true;
    for (const [id, sent] of this.#memory.sent)
      if (sent.uid === uid && sent.kind === kind && rrpay.stored(id)?.transaction.state === "in-progress") return true;
    return false;
  }
}
