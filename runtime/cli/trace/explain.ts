/** `gama-rrpay trace explain DIR|F`: a trace as a story, in sentences or as a page. */
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { give, remark, replaceFile, say, sayJson, type Talk } from "../program/talk.ts";
import { printableLine } from "../terminal-text.ts";
import { formatTime } from "../time.ts";
import type { Language } from "../words.ts";
import { page } from "./diagram.ts";
import { effectsOf, type TraceStep } from "./lines.ts";
import { traceOf } from "./source.ts";
import { onlyOfSale, type Story, tell } from "./story.ts";

/** A page with more sentences has no bytes unless they are asked for. */
const SENTENCES_WITH_BYTES = 2000;

export function* explain(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const options = { html: "flag", events: "flag", json: "flag", sale: "text", out: "text" } as const;
  const { values, positionals } = parseArguments(args, options);
  const { runs } = yield* traceOf(positionals, setting, {
    en: "trace explain takes one folder or file",
    lt: "trace explain reikia vieno aplanko ar failo",
  });
  const whole = tell(runs);
  const story = values.sale === undefined ? whole : onlyOfSale(whole, values.sale);
  if (story.sentences.length === 0) {
    const none = { en: "The trace says nothing of it.", lt: "Pėdsake apie tai nieko nėra." };
    yield* remark(none[language]);
    return EXIT.notDone;
  }
  if (values.html) {
    const html = storyPage(story, language, values.events);
    yield* values.out === undefined ? give(html) : replaceFile(values.out, encodeUtf8(html));
    return EXIT.done;
  }
  if (values.json) {
    for (const sentence of story.sentences) yield* sayJson({ ...sentence, words: sentence.words[language] });
    return EXIT.done;
  }
  const text = storyText(story, { language, isWithEvents: values.events });
  if (values.out !== undefined) yield* replaceFile(values.out, encodeUtf8(`${text}\n`));
  else yield* say(text);
  return EXIT.done;
}

/** A story as a complete page. */
export function storyPage(story: Story, language: Language, isWithEvents = false): string {
  const hasBytes = isWithEvents || story.sentences.length <= SENTENCES_WITH_BYTES;
  const bytesOf = hasBytes ? (event: number) => bytesText(story.steps[event - 1]) : undefined;
  return page(story, { language, bytesOf });
}

/** A story in sentences, each with its time, and a blank line before each episode. */
export function storyText(
  { sentences, steps }: Story,
  { language, isWithEvents = false }: { readonly language: Language; readonly isWithEvents?: boolean },
): string {
  const lines: string[] = [];
  for (const [at, sentence] of sentences.entries()) {
    const { isOpening, atMs, utcOffsetMin, words, wayOut, event } = sentence;
    if (isOpening && lines.length > 0) lines.push("");
    const time = formatTime(atMs, utcOffsetMin);
    lines.push(`${isOpening ? time : time.slice(11).padStart(time.length)}  ${printableLine(words[language])}`);
    if (wayOut !== undefined) lines.push(`${" ".repeat(time.length)}  → ${printableLine(wayOut[language])}`);
    if (isWithEvents && sentences[at + 1]?.event !== event)
      lines.push(...indented(`#${event}\n${bytesText(steps[event - 1])}`));
  }
  return lines.join("\n");
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `      ${line}`);
}

/** A step's bytes in readable form. Other characters become dots. */
export function bytesText(step: TraceStep | undefined): string {
  if (step === undefined) return "";
  const effects = effectsOf(step).map(
    (effect) =>
      `→ ${effect.type} ${Object.entries(effect)
        .filter(([name]) => name !== "type")
        .map(([name, value]) => `${name}=${value instanceof Uint8Array ? readable(value) : JSON.stringify(value)}`)
        .join(" ")}`,
  );
  return [readable(step.event), ...effects].join("\n");
}

function readable(bytes: Uint8Array): string {
  return decodeAscii(bytes).replace(/[^ -~]/g, "·");
}
