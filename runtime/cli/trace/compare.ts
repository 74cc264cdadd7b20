/** Whether two runs of the plug-in have the same result: step for step, or in what GAMA, RRPay and the journal see. */
import { Ledger } from "../../../plugin/journal/ledger.ts";
import { resultFields, textOf } from "./messages.ts";
import { recordOf } from "./records.ts";
import { areSameEffect, realEffects } from "./redo.ts";
import type { TracedEffect } from "./steps.ts";

/** A difference, as two texts. */
export interface Difference {
  readonly event: number;
  readonly expected: string;
  readonly actual: string;
}

/** The first effect of a step that differs from the recorded one. Undefined if all are the same. */
export function stepDifference(event: number, expected: string, actual: string): Difference | undefined {
  if (expected === actual) return undefined;
  const [olds, news] = [realEffects(expected), realEffects(actual)];
  for (let at = 0; at < Math.max(olds.length, news.length); at++) {
    const [old, other] = [olds[at], news[at]];
    if (old !== undefined && other !== undefined && areSameEffect(old, other)) continue;
    return { event, expected: effectText(old), actual: effectText(other) };
  }
  return undefined;
}

/** An effect in readable form. */
function effectText(effect: TracedEffect | undefined): string {
  if (effect === undefined) return "-";
  const fields = Object.entries(effect).filter(([name]) => name !== "type");
  const shown = fields.map(
    ([name, value]) => `${name}=${typeof value === "string" ? textOf(value) : JSON.stringify(value)}`,
  );
  return `${effect.type} ${shown.join(" ")}`.replace(/[^ -~\u00a0-\uffff]/g, "·");
}

/** A message to GAMA or RRPay. */
interface Message {
  readonly event: number;
  readonly text: string;
}

/**
 * What outsiders see of two bundles: their messages to GAMA and RRPay in order, and the attempts in the journal.
 * Messages that are the same are forgotten at once.
 */
export class Comparison {
  readonly #one = new Behaviour();
  readonly #other = new Behaviour();
  readonly #most: number;
  readonly #found: Difference[] = [];

  /** At most `most` differences are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A start brings the journal's lines. */
  begin(lines: string): void {
    for (const behaviour of [this.#one, this.#other]) behaviour.begin(lines);
  }

  step(event: number, expected: string, actual: string): void {
    this.#one.step(event, expected);
    this.#other.step(event, actual);
    const [mine, its] = [this.#one.messages, this.#other.messages];
    const count = Math.min(mine.length, its.length);
    for (let at = 0; at < count; at++) this.#compare(mine[at], its[at]);
    mine.splice(0, count);
    its.splice(0, count);
    if (this.#found.length >= this.#most) for (const messages of [mine, its]) messages.length = 0;
  }

  differences(): readonly Difference[] {
    // after an extra message every later one is only shifted
    this.#compare(this.#one.messages[0], this.#other.messages[0]);
    const [olds, news] = [this.#one.attempts(), this.#other.attempts()];
    for (const id of new Set([...olds.keys(), ...news.keys()]))
      if (olds.get(id) !== news.get(id)) this.#add(0, olds.get(id), news.get(id));
    return this.#found;
  }

  #compare(mine: Message | undefined, its: Message | undefined): void {
    if (mine?.text !== its?.text) this.#add(mine?.event ?? its?.event ?? 0, mine?.text, its?.text);
  }

  #add(event: number, expected = "-", actual = "-"): void {
    if (this.#found.length < this.#most) this.#found.push({ event, expected, actual });
  }
}

/** What outsiders see of one bundle. */
class Behaviour {
  /** The messages that are not compared yet. */
  readonly messages: Message[] = [];
  readonly #ledger = new Ledger();

  begin(lines: string): void {
    for (const line of lines.split("\n")) this.#apply(line);
  }

  step(event: number, batch: string): void {
    for (const effect of realEffects(batch)) {
      if (effect.type === "append") this.#apply(effect.json);
      if (effect.type === "rotate") this.#apply(effect.checkpoint);
      if (effect.type === "send")
        this.messages.push({ event, text: `RRPay ← ${textOf(effect.head)}${textOf(effect.rest)}` });
      // the bundle's version differs by design
      if (effect.type === "reply")
        this.messages.push({ event, text: `GAMA ← ${effect.call} ${resultText(effect.bytes)}` });
    }
  }

  attempts(): Map<string, string> {
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

  #apply(json: string): void {
    const record = recordOf(json);
    if (record !== undefined) this.#ledger.apply(record);
  }
}

function resultText(bytes: string): string {
  return [...resultFields(bytes)]
    .filter(([name]) => name !== "version")
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
