/** What a trace tells: who asked what, what RRPay said, what was accepted and why, what the cashier saw. */
import type { StampedEvent } from "../../../plugin/boundary.ts";
import { Ledger } from "../../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { ResponseParser } from "../../../plugin/rrpay/http.ts";
import { decodeAscii } from "../../../plugin/text/ascii.ts";
import { FOUND } from "../../../schemas/generated/boundary.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import type { Effect } from "../../node/boundary.ts";
import { describeRecord } from "../record-text.ts";
import type { Words } from "../words.ts";
import { effectsOf, eventOf, type Run, type TraceStep } from "./lines.ts";
import {
  answerWords,
  closedWords,
  hookMessage,
  type Question,
  question,
  resultFields,
  resultWords,
  textOf,
  wayOut,
} from "./messages.ts";
import { recordOf, startWords, whyOf } from "./records.ts";
import type { Codepage } from "./values.ts";

export type Party = "gama" | "plugin" | "rrpay";

/** One sentence of the story. */
export interface Sentence {
  /** The step of the trace, from 1. */
  readonly event: number;
  readonly atMs: number;
  readonly utcOffsetMin: number;
  /** Who speaks to whom. The plug-in speaks to itself when it accepts or starts something. */
  readonly from: Party;
  readonly to: Party;
  readonly words: Words;
  readonly wayOut?: Words | undefined;
  readonly saleKey?: string | undefined;
  /** Whether an episode begins here: with a start, or with a hook while nothing else runs. */
  readonly isOpening: boolean;
}

/** The three facts of an attempt from a sentence on. */
export interface Fact {
  /** Index of the sentence. */
  readonly at: number;
  readonly attempt: Attempt;
}

export interface Story {
  readonly sentences: readonly Sentence[];
  readonly facts: readonly Fact[];
  /** The steps, in the sentences' numbering. */
  readonly steps: readonly TraceStep[];
}

/** Tells the runs of a trace one after another. */
export function tell(runs: readonly Run[]): Story {
  const teller = new Teller();
  for (const run of runs) teller.run(run);
  return teller.story;
}

/** Only what is about one sale. */
export function onlyOfSale(story: Story, saleKey: string): Story {
  const places = new Map<number, number>();
  const sentences = story.sentences.filter((sentence, at) => {
    if (sentence.saleKey !== saleKey) return false;
    places.set(at, places.size);
    return true;
  });
  const facts = story.facts.flatMap((fact) => {
    const at = places.get(fact.at);
    return at === undefined ? [] : [{ ...fact, at }];
  });
  return { ...story, sentences, facts };
}

type Draft = Pick<Sentence, "from" | "to" | "words"> & Partial<Pick<Sentence, "wayOut" | "saleKey" | "isOpening">>;

const UNASKED = { en: "RRPay says something that nobody asked for.", lt: "RRPay sako tai, ko niekas neklausė." };

/** A question that waits for its answer. */
interface Asking {
  readonly question: Question;
  readonly parser: ResponseParser;
  /** The index of its sentence. */
  readonly at: number;
}

class Teller {
  readonly #sentences: Sentence[] = [];
  readonly #facts: Fact[] = [];
  readonly #steps: TraceStep[] = [];
  #ledger = new Ledger();
  #codepage: Codepage = "windows-1257";
  #moment: StampedEvent["moment"] | undefined;
  #asking: Asking | undefined;
  #connecting = false;
  /** The last answer to each kind of question, because the same answer again is not news. */
  #lastAnswers = new Map<string, string>();
  #calls = new Map<number, string | undefined>();
  #shown = "";
  #keys = new Map<string, string>();

  get story(): Story {
    return { sentences: this.#sentences, facts: this.#facts, steps: this.#steps };
  }

  run({ header, steps, lost }: Run): void {
    this.#ledger = new Ledger();
    this.#asking = undefined;
    this.#connecting = false;
    this.#calls.clear();
    for (const step of steps) {
      this.#steps.push(step);
      const stamped = eventOf(step);
      if (stamped === undefined) continue;
      this.#moment = stamped.moment;
      this.#event(stamped.event, header);
      for (const effect of effectsOf(step)) this.#effect(effect);
    }
    if (lost !== undefined)
      this.#say({
        from: "plugin",
        to: "plugin",
        words: {
          en: `The plug-in's engine is lost (${lost}); what it knew is read anew from the journal.`,
          lt: `Plėtinio variklis prarastas (${lost}); ką jis žinojo, iš naujo skaitoma iš žurnalo.`,
        },
      });
  }

  #say(draft: Draft): void {
    const { wallMs = 0, utcOffsetMin = 0 } = this.#moment ?? {};
    const place = { event: this.#steps.length, atMs: wallMs, utcOffsetMin };
    this.#sentences.push({ isOpening: false, ...place, ...draft });
  }

  #event(event: StampedEvent["event"], header: Run["header"]): void {
    switch (event.type) {
      case "boot":
        return this.#boot(event, header);
      case "hook": {
        const isOpening = this.#calls.size === 0;
        if (isOpening) this.#lastAnswers.clear();
        this.#shown = "";
        const { words, saleKey } = hookMessage(event.hook, event.payload, this.#codepage);
        this.#calls.set(event.call, saleKey);
        return this.#say({ from: "gama", to: "plugin", words, saleKey, isOpening });
      }
      case "cancel":
        return this.#say({
          from: "gama",
          to: "plugin",
          words: { en: "The cashier asks to stop.", lt: "Kasininkas prašo nutraukti." },
          saleKey: this.#calls.get(event.call),
        });
      case "connected":
        this.#connecting = false;
        return;
      case "data":
        return this.#data(event.bytes);
      case "closed":
        return this.#closed(event.reason);
      case "found":
        if (event.state === FOUND.failed)
          this.#say({
            from: "plugin",
            to: "plugin",
            words: {
              en: "A part of the journal cannot be read: what was found there is not believed complete.",
              lt: "Dalies žurnalo perskaityti negalima: rastu juo nepasitikima.",
            },
          });
        return;
      case "timer":
        return;
    }
  }

  #boot(event: Extract<StampedEvent["event"], { type: "boot" }>, header: Run["header"]): void {
    const config = decodeAscii(event.config);
    this.#codepage = /"codepage"\s*:\s*"utf-8"/.test(config) ? "utf-8" : "windows-1257";
    for (const line of decodeAscii(event.lines).split("\n")) {
      const record = recordOf(line);
      if (record !== undefined) this.#learn(record);
    }
    const words = startWords(event, header, this.#ledger.unsettled().length);
    this.#say({ from: "plugin", to: "plugin", isOpening: true, words });
  }

  #effect(effect: Effect): void {
    switch (effect.type) {
      case "connect":
        this.#connecting = true;
        return;
      case "send": {
        const asking = question(effect.head, effect.rest);
        const { attemptId, saleKey } = asking;
        if (attemptId !== undefined && saleKey !== undefined) this.#keys.set(attemptId, saleKey);
        this.#asking = { question: asking, parser: new ResponseParser(), at: this.#sentences.length };
        return this.#say({
          from: "plugin",
          to: "rrpay",
          words: asking.words,
          saleKey: saleKey ?? this.#keyOf(attemptId),
        });
      }
      case "disconnect":
        return this.#hungUp();
      case "append":
      case "rotate": {
        const record = recordOf(decodeAscii(effect.type === "append" ? effect.json : effect.checkpoint));
        return record && this.#believed(record);
      }
      case "progress":
        return this.#progress(effect.call, textOf(effect.bytes));
      case "reply":
        return this.#reply(effect.call, effect.bytes);
      default:
        return;
    }
  }

  #keyOf(attemptId: string | undefined): string | undefined {
    return attemptId === undefined ? undefined : this.#keys.get(attemptId);
  }

  #data(bytes: Uint8Array): void {
    const asking = this.#asking;
    if (asking === undefined) {
      // an answer in several pieces is reported once
      if (this.#sentences.at(-1)?.words !== UNASKED) this.#say({ from: "rrpay", to: "plugin", words: UNASKED });
      return;
    }
    const read = asking.parser.push(bytes);
    if (read.type === "more") return;
    this.#asking = undefined;
    this.#answered(
      asking,
      read.type === "response"
        ? answerWords(read.status, read.body)
        : { en: "RRPay answers with something that is no answer.", lt: "RRPay atsako, bet tai ne atsakymas." },
    );
  }

  /** The same answer to the same question is not news, so both are left out. */
  #answered({ question: { key, attemptId, saleKey }, at }: Asking, words: Words): void {
    const isNews = this.#lastAnswers.get(key) !== words.en;
    this.#lastAnswers.set(key, words.en);
    const isLast = at === this.#sentences.length - 1;
    if (!isNews && isLast) this.#sentences.pop();
    else this.#say({ from: "rrpay", to: "plugin", words, saleKey: saleKey ?? this.#keyOf(attemptId) });
  }

  #closed(reason: number): void {
    const asking = this.#asking;
    const isMissed = asking !== undefined || this.#connecting;
    this.#asking = undefined;
    this.#connecting = false;
    if (!isMissed) return;
    const ended = asking?.parser.end();
    if (asking !== undefined && ended?.type === "response")
      return this.#answered(asking, answerWords(ended.status, ended.body));
    const words = closedWords(reason);
    const key = asking === undefined ? "connect" : asking.question.key;
    if (this.#lastAnswers.get(key) === words.en && asking === undefined) return;
    if (asking !== undefined) return this.#answered(asking, words);
    this.#lastAnswers.set(key, words.en);
    this.#say({ from: "rrpay", to: "plugin", words });
  }

  #hungUp(): void {
    const asking = this.#asking;
    this.#asking = undefined;
    this.#connecting = false;
    if (asking === undefined) return;
    this.#lastAnswers.delete(asking.question.key);
    this.#say({
      from: "plugin",
      to: "plugin",
      words: {
        en: "No answer comes in time: the plug-in hangs up.",
        lt: "Atsakymas laiku neateina: plėtinys nutraukia ryšį.",
      },
      saleKey: asking.question.saleKey ?? this.#keyOf(asking.question.attemptId),
    });
  }

  #learn(record: JournalRecord): void {
    if ("attemptId" in record && "saleKey" in record && record.saleKey !== undefined)
      this.#keys.set(record.attemptId, record.saleKey);
    if (record.t === "checkpoint" || record.t === "carried")
      for (const attempt of record.attempts ?? []) this.#keys.set(attempt.attemptId, attempt.saleKey);
    this.#ledger.apply(record);
  }

  #believed(record: JournalRecord): void {
    this.#learn(record);
    if (record.t === "checkpoint") return;
    const attemptId = "attemptId" in record ? record.attemptId : undefined;
    const saleKey = "saleKey" in record ? record.saleKey : this.#keyOf(attemptId);
    const why = whyOf(record);
    const text = (language: "en" | "lt") => {
      const what = `${describeRecord(record, language)}.`;
      return `${language === "en" ? "Written" : "Įrašyta"}: ${what}${why === undefined ? "" : ` ${why[language]}`}`;
    };
    this.#say({ from: "plugin", to: "plugin", words: { en: text("en"), lt: text("lt") }, saleKey });
    const attempt = attemptId === undefined ? undefined : this.#ledger.get(attemptId);
    if (attempt !== undefined) this.#facts.push({ at: this.#sentences.length - 1, attempt });
  }

  #progress(call: number, text: string): void {
    const phase = text.replace(/[0-9]+/g, "").trim();
    if (phase === this.#shown) return;
    this.#shown = phase;
    // the seconds are not part of the message
    const said = text.replace(/[\s,–-]*[0-9]+ ?s\.?$/, "");
    const words = { en: `The cashier sees: «${said}»`, lt: `Kasininkas mato: «${said}»` };
    this.#say({ from: "plugin", to: "gama", words, saleKey: this.#calls.get(call) });
  }

  #reply(call: number, bytes: Uint8Array): void {
    const fields = resultFields(bytes);
    const saleKey = this.#calls.get(call) ?? fields.get("saleKey");
    this.#calls.delete(call);
    this.#shown = "";
    if (call === 0 && fields.get("status") === "ready") return;
    this.#say({ from: "plugin", to: "gama", words: resultWords(fields), wayOut: wayOut(fields), saleKey });
  }
}
