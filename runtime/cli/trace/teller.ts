/** Tells a trace: item by item in, sentences out. */
import type { JournalRecord } from "../../../plugin/journal/record.ts";
import { ResponseParser } from "../../../plugin/rrpay/http.ts";
import { fromBytes } from "../../../plugin/text/ascii.ts";
import { FOUND } from "../../../schemas/generated/boundary.ts";
import type { Attempt } from "../../../schemas/generated/types.ts";
import { describeRecord } from "../record-text.ts";
import type { Words } from "../words.ts";
import { hookMessage } from "./hook-message.ts";
import { KnownSales } from "./known-sales.ts";
import type { TraceHeader, TraceItem } from "./lines.ts";
import {
  answerWords,
  closedWords,
  type Question,
  question,
  resultFields,
  resultWords,
  textOf,
  wayOut,
} from "./messages.ts";
import { recordOf, startWords, whyOf } from "./records.ts";
import { effectsOf, eventOf, type StampedEvent, type TracedEffect, type TracedEvent, type TraceStep } from "./steps.ts";
import type { Told } from "./story.ts";
import { type Draft, Telling } from "./telling.ts";
import type { Codepage } from "./values.ts";

const UNASKED = { en: "RRPay says something that nobody asked for.", lt: "RRPay sako tai, ko niekas neklausė." };

/** A question that waits for its answer. */
interface Asking {
  readonly question: Question;
  readonly parser: ResponseParser;
  /** The index of its sentence. */
  readonly at: number;
}

/** Tells a trace item by item. It knows what is open, and nothing of what it has told. */
export class Teller {
  readonly #telling = new Telling();
  #stepCount = 0;
  #step: TraceStep = { event: "", batch: "" };
  #header: TraceHeader = { trace: 0, engine: "", bundle: "", abi: 0, contracts: 0 };
  readonly #sales = new KnownSales();
  #codepage: Codepage = "windows-1257";
  #moment: StampedEvent["moment"] | undefined;
  #asking: Asking | undefined;
  #connecting = false;
  /** The last answer to each kind of question, because the same answer again is not news. */
  #lastAnswers = new Map<string, string>();
  #calls = new Map<number, string | undefined>();
  #shown = "";

  /** The sentences that are ready after one more item. */
  tell(item: TraceItem): readonly Told[] {
    if (item.type === "header") this.#begin(item.header);
    else if (item.type === "step") this.#read(item.step);
    else
      this.#say({
        from: "plugin",
        to: "plugin",
        words: {
          en: `The plug-in's engine is lost (${item.lost}); what it knew is read anew from the journal.`,
          lt: `Plėtinio variklis prarastas (${item.lost}); ką jis žinojo, iš naujo skaitoma iš žurnalo.`,
        },
      });
    return this.#telling.take();
  }

  /** The last sentence. */
  end(): readonly Told[] {
    return this.#telling.end();
  }

  #begin(header: TraceHeader): void {
    this.#header = header;
    this.#sales.forget();
    this.#asking = undefined;
    this.#connecting = false;
    this.#calls.clear();
  }

  #read(step: TraceStep): void {
    this.#step = step;
    this.#stepCount++;
    const stamped = eventOf(step);
    if (stamped === undefined) return;
    this.#moment = stamped.moment;
    const effects = effectsOf(step);
    this.#event(stamped.event, effects);
    for (const effect of effects) this.#effect(effect);
  }

  #say(draft: Draft, attempt?: Attempt): void {
    const { wallMs = 0, utcOffsetMin = 0 } = this.#moment ?? {};
    const place = { event: this.#stepCount, atMs: wallMs, utcOffsetMin };
    this.#telling.add({ sentence: { isOpening: false, ...place, ...draft }, attempt, step: this.#step });
  }

  #event(event: TracedEvent, effects: readonly TracedEffect[]): void {
    switch (event.type) {
      case "boot":
        return this.#boot(event);
      case "hook": {
        const isOpening = this.#calls.size === 0;
        if (isOpening) this.#lastAnswers.clear();
        this.#shown = "";
        // what is refused is refused at once, and then it is told what of it cannot be read
        const isTaken = effects.length > 0 && effects.every((effect) => effect.type !== "reply");
        const { words, saleKey } = hookMessage(event.hook, event.payload, this.#codepage, isTaken);
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
        if (event.state === FOUND.failed || event.state === FOUND.damaged)
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

  #boot(event: Extract<TracedEvent, { type: "boot" }>): void {
    this.#codepage = /"codepage"\s*:\s*"utf-8"/.test(event.config) ? "utf-8" : "windows-1257";
    for (const line of event.lines.split("\n")) {
      const record = recordOf(line);
      if (record !== undefined) this.#sales.learn(record);
    }
    const words = startWords(event, this.#header, this.#sales.unsettledCount);
    this.#say({ from: "plugin", to: "plugin", isOpening: true, words });
  }

  #effect(effect: TracedEffect): void {
    switch (effect.type) {
      case "connect":
        this.#connecting = true;
        return;
      case "send": {
        const asking = question(effect.head, effect.rest);
        const { attemptId, saleKey } = asking;
        if (attemptId !== undefined && saleKey !== undefined) this.#sales.note(attemptId, saleKey);
        this.#asking = { question: asking, parser: new ResponseParser(), at: this.#telling.count };
        return this.#say({
          from: "plugin",
          to: "rrpay",
          words: asking.words,
          saleKey: saleKey ?? this.#sales.keyOf(attemptId),
        });
      }
      case "disconnect":
        return this.#hungUp();
      case "append":
      case "rotate": {
        const record = recordOf(effect.type === "append" ? effect.json : effect.checkpoint);
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

  #data(bytes: string): void {
    const asking = this.#asking;
    if (asking === undefined) {
      // an answer in several pieces is reported once
      if (this.#telling.last !== UNASKED) this.#say({ from: "rrpay", to: "plugin", words: UNASKED });
      return;
    }
    const read = asking.parser.push(fromBytes(bytes));
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
    const isLast = at === this.#telling.count - 1;
    if (!isNews && isLast) this.#telling.takeBack();
    else this.#say({ from: "rrpay", to: "plugin", words, saleKey: saleKey ?? this.#sales.keyOf(attemptId) });
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
      saleKey: asking.question.saleKey ?? this.#sales.keyOf(asking.question.attemptId),
    });
  }

  #believed(record: JournalRecord): void {
    this.#sales.learn(record);
    if (record.t === "checkpoint") return;
    const attemptId = "attemptId" in record ? record.attemptId : undefined;
    const saleKey = "saleKey" in record ? record.saleKey : this.#sales.keyOf(attemptId);
    const why = whyOf(record);
    const text = (language: "en" | "lt") => {
      const what = `${describeRecord(record, language)}.`;
      return `${language === "en" ? "Written" : "Įrašyta"}: ${what}${why === undefined ? "" : ` ${why[language]}`}`;
    };
    const attempt = attemptId === undefined ? undefined : this.#sales.attempt(attemptId);
    this.#say({ from: "plugin", to: "plugin", words: { en: text("en"), lt: text("lt") }, saleKey }, attempt);
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

  #reply(call: number, bytes: string): void {
    const fields = resultFields(bytes);
    const saleKey = this.#calls.get(call) ?? fields.get("saleKey");
    this.#calls.delete(call);
    this.#shown = "";
    if (call === 0 && fields.get("status") === "ready") return;
    this.#say({ from: "plugin", to: "gama", words: resultWords(fields), wayOut: wayOut(fields), saleKey });
  }
}
