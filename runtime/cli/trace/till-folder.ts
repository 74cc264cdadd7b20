/**
 * A till's folder as it was after a step of a trace: the journal's segments, the config, and a bundle to continue with.
 */
import { encodeAscii, stringifyAscii } from "../../../plugin/text/ascii.ts";
import { encodeLine } from "../journal/line.ts";
import { joined } from "../program/bytes.ts";
import { join } from "../program/path.ts";
import { ask, readFile, replaceFile, type Talk } from "../program/talk.ts";
import { hex } from "../verify.ts";
import { effectsOf, eventOf, type TraceStep } from "./steps.ts";

interface Segment {
  readonly yyyymmdd: number;
  readonly lines: string[];
  /** What its first line says about the segment before. Undefined if that must be measured. */
  readonly link: string | undefined;
}

export class TillFolder {
  readonly #segments = new Map<number, Segment>();
  #segment = 0;
  #config = "{}";

  /** Takes from a step what belongs in the folder. */
  step(step: TraceStep): void {
    const event = eventOf(step)?.event;
    if (event?.type === "boot") {
      this.#config = event.config;
      this.#segment = event.segment;
      const lines = event.lines.split("\n").filter((line) => line !== "");
      const link = event.statedLink;
      if (event.segment > 0) this.#segments.set(event.segment, { yyyymmdd: event.yyyymmdd, lines, link });
    }
    for (const effect of effectsOf(step)) {
      if (effect.type === "append") this.#segments.get(this.#segment)?.lines.push(effect.json);
      if (effect.type === "remove") this.#segments.delete(effect.segment);
      if (effect.type !== "rotate") continue;
      this.#segment = effect.segment;
      const lines = [effect.checkpoint];
      this.#segments.set(effect.segment, { yyyymmdd: effect.yyyymmdd, lines, link: undefined });
    }
  }

  /** Writes the folder, so that every command finds a till in it. */
  *write(folder: string, bundle: string): Talk<void> {
    const data = join(folder, "data");
    yield* ask<"lock">({ type: "lock", folder: data }, data);
    let before = "";
    for (const [segment, { yyyymmdd, lines, link }] of [...this.#segments].sort(([a], [b]) => a - b)) {
      const path = join(join(data, "journal"), `${padded(segment)}-${padded(yyyymmdd)}.jsonl`);
      const stated = link ?? before;
      const parts = lines.map((line, at) => encodeLine(line, at === 0 ? stated : ""));
      yield* replaceFile(path, joined(parts));
      const { sha256 } = yield* ask<"segment">({ type: "segment", path }, path);
      before = `${padded(segment)}:${hex(sha256)}`;
    }
    yield* ask<"unlock">({ type: "unlock" });
    yield* replaceFile(join(folder, "rrpay.plugin.js"), yield* readFile(bundle));
    yield* replaceFile(join(folder, "gama-rrpay.json"), encodeAscii(`${stringifyAscii(this.#settings())}\n`));
  }

  /** The till's config, with its data and bundle in this folder. No trace has the token. */
  #settings(): object {
    const config = JSON.parse(this.#config) as { readonly rrpay?: object };
    const { access: _group, ...rest } = config as Record<string, unknown>;
    return {
      ...rest,
      rrpay: { ...config.rrpay, token: undefined, allowEmulator: true },
      dataDir: "data",
      bundle: { file: "rrpay.plugin.js" },
    };
  }
}

function padded(number: number): string {
  return String(number).padStart(8, "0");
}
