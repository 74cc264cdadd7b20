/** `gama-rrpay trace explain DIR|F`: a trace as a story, in sentences or as a page. */
import { stringifyAscii } from "../../../plugin/text/ascii.ts";
import { parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { filled, outputTo } from "../program/output.ts";
import { remark, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { printableLine } from "../terminal-text.ts";
import { formatTime } from "../time.ts";
import type { Language } from "../words.ts";
import { type Known, PAGE_FOOT, pageHead, section } from "./diagram.ts";
import { type TraceSource, traceOf } from "./source.ts";
import { effectsOf, type TraceStep } from "./steps.ts";
import { StoryReader, type Told } from "./story.ts";

/** A page with more sentences has no bytes unless they are asked for. */
const SENTENCES_WITH_BYTES = 2000;

/** Turns a story into text, sentence by sentence. */
interface Writing {
  add(told: Told): string;
  /** The rest behind the last sentence. */
  end(): string;
}

export function* explain(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const options = { html: "flag", events: "flag", json: "flag", sale: "text", out: "text" } as const;
  const { values, positionals } = parseArguments(args, options);
  const { sale, events: isWithEvents } = values;
  if (values.html && values.json)
    throw usageError({
      en: "trace explain writes either --html or --json",
      lt: "trace explain rašo arba --html, arba --json",
    });
  if (isWithEvents && values.json)
    throw usageError({
      en: "--events goes with the story as text or --html, not with --json",
      lt: "--events tinka tekstui ir --html, o ne --json",
    });
  const source = yield* traceOf(positionals, setting, {
    en: "trace explain takes one folder or file",
    lt: "trace explain reikia vieno aplanko ar failo",
  });
  source.refuseAsOutput(values.out);
  yield* refuseAsResult("--out", values.out);
  const isPage = values.html;
  const hasBytes = isWithEvents || (isPage && (yield* isShort(source, sale)));
  const writing = isPage
    ? new PageWriting(language, hasBytes)
    : values.json
      ? new JsonWriting(language)
      : new TextWriting(language, { isWithEvents });
  const output = outputTo(values.out, isPage || values.json ? "data" : "lines");
  const story = new StoryReader(source, sale);
  const first = yield* story.next();
  if (first === undefined) {
    const none = {
      en: "The trace says nothing of it. trace explain without --sale tells all that it has.",
      lt: "Pėdsake apie tai nieko nėra. Viską, kas jame yra, papasakoja trace explain be --sale.",
    };
    yield* remark(none[language]);
    return EXIT.notDone;
  }
  const fill = function* (): Talk<void> {
    for (let told: Told | undefined = first; told !== undefined; ) {
      const text = writing.add(told);
      if (text !== "") yield* output.add(text);
      told = yield* story.next();
    }
    yield* output.add(writing.end());
  };
  yield* filled(output, fill());
  return EXIT.done;
}

/** Whether a story has few sentences. */
function* isShort(source: TraceSource, sale: string | undefined): Talk<boolean> {
  const story = new StoryReader(source, sale);
  for (let count = 0; count <= SENTENCES_WITH_BYTES; count++) {
    const told = yield* story.next();
    if (told === undefined) return true;
  }
  return false;
}

/** A story as a complete page. */
export function storyPage(story: readonly Told[], language: Language): string {
  return written(story, new PageWriting(language, story.length <= SENTENCES_WITH_BYTES));
}

/** A story in sentences, each with its time, and a blank line before each episode. */
export function storyText(story: readonly Told[], language: Language): string {
  return written(story, new TextWriting(language, { isWithEvents: false })).replace(/\n$/, "");
}

function written(story: readonly Told[], writing: Writing): string {
  const parts = story.map((told) => writing.add(told));
  return [...parts, writing.end()].join("");
}

class PageWriting implements Writing {
  readonly #language: Language;
  readonly #hasBytes: boolean;
  readonly #known: Known = new Map();
  #episode: Told[] = [];
  #isBegun = false;

  constructor(language: Language, hasBytes: boolean) {
    this.#language = language;
    this.#hasBytes = hasBytes;
  }

  add(told: Told): string {
    const before = told.sentence.isOpening ? this.#section() : "";
    this.#episode.push(told);
    return before;
  }

  end(): string {
    return this.#section() + PAGE_FOOT;
  }

  #section(): string {
    const head = this.#isBegun ? "" : pageHead(this.#language);
    this.#isBegun = true;
    if (this.#episode.length === 0) return head;
    const bytesOf = this.#hasBytes ? bytesText : undefined;
    const text = section(this.#episode, this.#known, { language: this.#language, bytesOf });
    this.#episode = [];
    return head + text;
  }
}

class JsonWriting implements Writing {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  add({ sentence }: Told): string {
    const [words, wayOut] = [sentence.words, sentence.wayOut].map((some) => some?.[this.#language]);
    return `${stringifyAscii({ ...sentence, words, wayOut })}\n`;
  }

  end(): string {
    return "";
  }
}

class TextWriting implements Writing {
  readonly #language: Language;
  readonly #isWithEvents: boolean;
  /** The sentence before. The bytes follow the last sentence of their step. */
  #before: Told | undefined;

  constructor(language: Language, { isWithEvents }: { readonly isWithEvents: boolean }) {
    this.#language = language;
    this.#isWithEvents = isWithEvents;
  }

  add(told: Told): string {
    const { isOpening, atMs, utcOffsetMin, words, wayOut, event } = told.sentence;
    const isFirst = this.#before === undefined;
    const bytes = this.#before?.sentence.event === event ? "" : this.#bytes();
    this.#before = told;
    const time = formatTime(atMs, utcOffsetMin);
    const shown = isOpening ? time : time.slice(11).padStart(time.length);
    const way = wayOut === undefined ? "" : `${" ".repeat(time.length)}  → ${printableLine(wayOut[this.#language])}\n`;
    const line = `${shown}  ${printableLine(words[this.#language])}\n`;
    return `${bytes}${isOpening && !isFirst ? "\n" : ""}${line}${way}`;
  }

  end(): string {
    return this.#bytes();
  }

  #bytes(): string {
    if (!this.#isWithEvents || this.#before === undefined) return "";
    const { sentence, step } = this.#before;
    return `#${sentence.event}\n${bytesText(step)}`.replace(/^/gm, "      ").concat("\n");
  }
}

/** A step's bytes in readable form. Other characters become dots. */
function bytesText(step: TraceStep): string {
  const effects = effectsOf(step).map(
    (effect) =>
      `→ ${effect.type} ${Object.entries(effect)
        .filter(([name]) => name !== "type")
        .map(([name, value]) => `${name}=${typeof value === "string" ? readable(value) : JSON.stringify(value)}`)
        .join(" ")}`,
  );
  return [readable(step.event), ...effects].join("\n");
}

function readable(bytes: string): string {
  return bytes.replace(/[^ -~]/g, "·");
}
