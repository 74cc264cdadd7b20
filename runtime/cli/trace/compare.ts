/** Whether two runs of the plug-in have the same result: step for step, or in what GAMA, RRPay and the journal see. */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import type { Effect } from "../../node/boundary.ts";
import { resultFields, textOf } from "./messages.ts";
import { recordOf } from "./records.ts";
import { areSameEffect, realEffects } from "./redo.ts";

/** A difference, as two texts. */
export interface Difference {
  readonly event: number;
  readonly expected: string;
  readonly actual: string;
}

/** The first effect of a step that differs from the recorded one. Undefined if all are the same. */
export function stepDifference(event: number, expected: Uint8Array, actual: Uint8Array): Difference | undefined {
  const [olds, news] = [realEffects(expected), realEffects(actual)];
  for (let at = 0; at < Math.max(olds.length, news.length); at++) {
    const [old, other] = [olds[at], news[at]];
    if (old !== undefined && other !== undefined && areSameEffect(old, other)) continue;
    return { event, expected: effectText(old), actual: effectText(other) };
  }
  return undefined;
}

/** An effect in readable form. */
export function effectText(effect: Effect | undefined): string {
  if (effect === undefined) return "-";
  const fields = Object.entries(effect).filter(([name]) => name !== "type");
  const shown = fields.map(
    ([name, value]) => `${name}=${value instanceof Uint8Array ? textOf(value) : JSON.stringify(value)}`,
  );
  return `${effect.type} ${shown.join(" ")}`.replace(/[^ -~\u00a0-\uffff]/g, "·");
}

/** What outsiders see of a bundle: its messages to GAMA and RRPay in order, and the attempts in the journal. */
export class Behaviour {
  readonly #messages: { readonly event: number; readonly text: string }[] = [];
  readonly #ledger = new Ledger();

  /** A start brings the journal's lines. */
  begin(lines: Uint8Array): void {
    for (const line of decodeAscii(lines).split("\n")) this.#apply(line);
  }

  step(event: number, batch: Uint8Array): void {
    for (const effect of realEffects(batch)) {
      if (effect.type === "append") this.#apply(decodeAscii(effect.json));
      if (effect.type === "rotate") this.#apply(decodeAscii(effect.checkpoint));
      if (effect.type === "send")
        this.#messages.push({ event, text: `RRPay ← ${textOf(effect.head)}${textOf(effect.rest)}` });
      // the bundle's version differs by design
      if (effect.type === "reply")
        this.#messages.push({ event, text: `GAMA ← ${effect.call} ${resultText(effect.bytes)}` });
    }
  }

  /** The differences, at most `most`. */
  differences(other: Behaviour, most: number): Difference[] {
    const found: Difference[] = [];
    const count = Math.max(this.#messages.length, other.#messages.length);
    for (let at = 0; at < count && found.length < most; at++) {
      const [mine, its] = [this.#messages[at], other.#messages[at]];
      if (mine?.text === its?.text) continue;
      found.push({ event: mine?.event ?? its?.event ?? 0, expected: mine?.text ?? "-", actual: its?.text ?? "-" });
      // after an extra message every later one is only shifted
      if (mine === undefined || its === undefined) break;
    }
    const [olds, news] = [this.#attempts(), other.#attempts()];
    for (const id of new Set([...olds.keys(), ...news.keys()])) {
      if (olds.get(id) === news.get(id) || found.length >= most) continue;
      found.push({ event: 0, expected: olds.get(id) ?? "-", actual: news.get(id) ?? "-" });
    }
    return found;
  }

  #apply(json: string): void {
    const record = recordOf(json);
    if (record !== undefined) this.#ledger.apply(record);
  }

  #attempts(): Map<string, string> {
    return new Map(
      this.#ledger.all().map((attempt) => {
        const { attemptId, kind, saleKey, totalCents, payment, fiscal, gama, code } = attempt;
        return [
          attemptId,
          `${kind} ${saleKey} ${totalCents}: ${payment} ${fiscal} ${gama} ${attempt.conflict?.code ?? code}`,
        ];
      }),
    );
  }
}

function resultText(bytes: Uint8Array): string {
  return [...resultFields(bytes)]
    .filter(([name]) => name !== "version")
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
