/** Judges what sentences claim about a receipt, and remembers the ways out that they name. */
import { isCode, sentence } from "../../plugin/messages/sentence.ts";
import { SENTENCES, type Spoken } from "../../schemas/generated/sentences.ts";
import { CLAIMS, type Claim } from "./claims.ts";
import { fault } from "./fault.ts";
import type { Receipt, Shop } from "./gama.ts";
import type { Memory } from "./memory.ts";
import type { Kind } from "./truth.ts";
import type { World } from "./world.ts";

/** Refusals of a second press of space that lead no further. */
const DEAD_ENDS = [
  "sale-voided",
  "already-saved",
  "left-to-accountant",
  "sale-changed",
  "old-attempt-open",
  "attempt-unknown",
];

/** A return has sentences of its own. */
const BY_SENTENCE = new Map(
  (Object.keys(SENTENCES) as Spoken[]).flatMap((code) =>
    (["sale", "return"] as const).map((kind) => [sentence(code, "en", kind), code as string]),
  ),
);
const said = new Map<string, readonly string[]>();

/** The codes whose sentences a text contains. A message may say more than its code. */
export function codesOf(code: string, text: string): readonly string[] {
  const key = `${code} ${text.replace(/[0-9]+/g, "0")}`;
  const known = said.get(key);
  if (known) return known;
  const codes = new Set([code]);
  for (const [spoken, other] of BY_SENTENCE) if (text.includes(spoken)) codes.add(other);
  const own = isCode(code) ? [sentence(code, "en"), sentence(code, "en", "return")] : [];
  if (text !== "" && codes.size > 1 && !own.some((spoken) => text.includes(spoken))) codes.delete(code);
  const list = [...codes];
  if (said.size < 10_000) said.set(key, list);
  return list;
}

export class Words {
  readonly #world: World;
  readonly #shop: Shop;
  readonly #memory: Memory;
  /** Receipts for which the cashier was told to check again, and the code that said so. */
  readonly #promised = new Map<number, string>();

  constructor(world: World, shop: Shop, memory: Memory) {
    this.#world = world;
    this.#shop = shop;
    this.#memory = memory;
  }

  /** What was promised about a receipt counts only for the next press of space. */
  release({ uid }: Receipt): void {
    this.#promised.delete(uid);
  }

  releaseAll(): void {
    this.#promised.clear();
  }

  /** Space was pressed again, as the sentence had asked. */
  checkPromise(receipt: Receipt, { outcome, code }: { readonly outcome: string; readonly code: string }): void {
    const promise = this.#promised.get(receipt.uid);
    this.release(receipt);
    if (promise === undefined || outcome !== "refused" || !DEAD_ENDS.includes(code)) return;
    // it was promised of another receipt of that number, and this one has other lines
    if (code === "sale-changed" && this.#ofNumber(receipt).length > 1) return;
    // what GAMA has saved under that number, or voided, needs no way out: the refusal itself says so
    if (code === "already-saved" && this.#isSaved(receipt)) return;
    // what a person has said of it waits for RRPay, and the refusal names the list
    if (code === "old-attempt-open" && this.#isReopened(receipt)) return;
    if (code !== "sale-voided" || !this.#isKnownVoided(receipt))
      fault("way out", `${promise} sent the cashier back to ${receipt.saleKey}, which is refused: ${code}`);
  }

  /** F8 has taken it back since, or the sale that it returns. */
  #isKnownVoided({ uid, kind, original }: Receipt): boolean {
    if (this.#memory.isKnownVoided(uid)) return true;
    const { truth } = this.#world.rrpay;
    return (
      kind === "return" &&
      this.#shop.receipts.some(
        (sale) =>
          this.#memory.isKnownVoided(sale.uid) &&
          truth.papersOf(sale.uid, "sale").some(({ documentNo }) => documentNo === original),
      )
    );
  }

  #isReopened({ uid }: Receipt): boolean {
    const { sent, reopened } = this.#memory;
    return [...sent].some(([id, one]) => one.uid === uid && reopened.has(id));
  }

  #isSaved(receipt: Receipt): boolean {
    const { saved, perhapsSaved } = this.#memory;
    return this.#ofNumber(receipt).some(({ uid }) => saved.has(uid) || perhapsSaved.has(uid));
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
        // an RRPay without the feature prints receipts, but tells the till nothing about them
        if (!traits.features.includes("fiscal")) return true;
        return this.#ofNumber(receipt).some((other) => truth.papersOf(other.uid, kind).length > 0);
      case "voided":
        if (truth.takingsOf(uid, receipt.kind).length === 0) return true;
        return this.#ofNumber(receipt).some((other) => truth.takingsOf(other.uid, "void").length > 0);
      default:
        return true;
    }
  }

  /**
   * All receipts of one key and kind: the till cannot tell two receipts with the same number apart (docs/contracts.md
   * B12).
   */
  #ofNumber({ kind, saleKey }: Receipt): Receipt[] {
    return this.#shop.receipts.filter((other) => other.kind === kind && other.saleKey === saleKey);
  }

  /**
   * Whether it is paid and not voided as far as the till can know: it does not know yet of a void that succeeds just
   * now.
   */
  #stands({ uid, kind: ofReceipt }: Receipt, kind: Kind): boolean {
    if (this.#world.rrpay.truth.takingsOf(uid, ofReceipt).length === 0) return false;
    return kind === "void" || !this.#memory.isKnownVoided(uid);
  }

  /** Whether RRPay may still charge for it, or has charged. */
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
