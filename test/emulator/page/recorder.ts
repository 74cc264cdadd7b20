/** Records what is done on the page, as a scenario that does it again. */
import type { Pos } from "../pos/pos.ts";
import type { Timeouts } from "../pos/shop.ts";
import type { PosState } from "../pos/state.ts";
import { NotNow } from "../pos/state.ts";
import { NotAcceptable } from "../rrpay/check.ts";
import type { PolicyName } from "../rrpay/model.ts";
import type { Rrpay } from "../rrpay/server.ts";
import { booksOf, requestCounts } from "../scenario/books.ts";
import type { Condition, ScenarioFile, Step } from "../scenario/file.ts";
import { windowFacts } from "../scenario/pos-side.ts";

/** A request of the page, as its path names it. */
export interface PageRequest {
  readonly side: "pos" | "rrpay";
  readonly name: string;
  /** The transaction to which it applies. */
  readonly id?: string;
  /** It is not checked yet. What is refused is not recorded. */
  readonly body: unknown;
}

type Requests = ReturnType<typeof requestCounts>;

/** The state when the recording began. A play begins with nothing. */
interface Base {
  readonly policy: PolicyName;
  readonly requests: Requests;
  readonly saved: number;
  readonly stillSaved: number;
  readonly transactions: number;
  readonly documents: number;
  readonly moneyCents: number;
}

/** As many as a scenario may have, less the last expectation and the wait before it. */
const STEPS_MAX = 998;

export class Recorder {
  readonly #pos: Pos;
  readonly #rrpay: Rrpay;
  readonly #timeouts: Timeouts;
  #base: Base;
  #steps: Step[] = [];
  #isWhole = true;
  /** The place of the last hook's step, and whether a later step waits for its end. */
  #hook: { readonly at: number; ended: boolean } | undefined;

  constructor(pos: Pos, rrpay: Rrpay, timeouts: Timeouts) {
    this.#pos = pos;
    this.#rrpay = rrpay;
    this.#timeouts = timeouts;
    this.#base = this.#now();
  }

  /** How many steps there are. */
  get count(): number {
    return this.#steps.length;
  }

  /** Forgets what was done. Nothing may be under way, because that could not be played. */
  begin(): void {
    const { window, busy, receipt, unresolved } = this.#pos.state();
    if (window !== "pos" || busy || receipt.lines.length > 0 || unresolved.length > 0)
      throw new NotNow("a recording begins in the POS window, with an empty receipt and nothing unresolved");
    this.#base = this.#now();
    this.#steps = [];
    this.#hook = undefined;
    this.#isWhole = true;
  }

  /** Notes the state before a request. The returned function is called once the request was carried out. */
  before(request: PageRequest): (isHook: boolean) => void {
    const step = this.#stepOf(request);
    const isBusy = this.#pos.state().busy !== undefined;
    const wait = isBusy ? this.#meanwhile() : undefined;
    return (isHook) => {
      if (isBusy) this.#goOnMeanwhile(wait);
      else this.#awaitHook();
      this.#add(step);
      if (isHook) this.#hook = { at: this.#steps.length - 1, ended: true };
    };
  }

  /** Everything that was done since the recording began, and the state after it. */
  scenario(): ScenarioFile {
    const state = this.#pos.state();
    if (state.busy) throw new NotNow("a hook is under way");
    if (!this.#isWhole) throw new NotAcceptable("more was done than a scenario may have: begin a new recording");
    if (this.#steps.length === 0) throw new NotNow("nothing was done yet");
    this.#awaitHook();
    const { policy, stillSaved, documents, moneyCents } = this.#base;
    const facts = windowFacts(state);
    const books = booksOf(this.#rrpay);
    const expect = {
      ...facts,
      saved: facts.saved - stillSaved,
      documents: books.documents - documents,
      moneyCents: books.moneyCents - moneyCents,
    };
    const names = { name: "recorded on the page", nameLt: "įrašyta puslapyje" };
    return { ...names, policy, timeouts: this.#timeouts, steps: [...this.#steps, { expect }] };
  }

  #now(): Base {
    const { saved } = this.#pos.state();
    const { documents, moneyCents } = booksOf(this.#rrpay);
    return {
      policy: this.#rrpay.policy.type,
      requests: requestCounts(this.#rrpay),
      saved: saved.length,
      stillSaved: windowFacts(this.#pos.state()).saved,
      transactions: this.#rrpay.transactions().length,
      documents,
      moneyCents,
    };
  }

  #add(step: Step): void {
    if (this.#steps.length < STEPS_MAX) this.#steps.push(step);
    else this.#isWhole = false;
  }

  /** This step was done while the hook of the step before ran, so the same must happen when it is played. */
  #goOnMeanwhile(condition: Condition | undefined): void {
    const hook = this.#hook;
    const step = hook && this.#steps[hook.at];
    if (hook?.ended && step && "do" in step) {
      this.#steps[hook.at] = { ...step, wait: false };
      hook.ended = false;
      if (condition !== undefined) this.#add({ until: condition });
    }
  }

  #awaitHook(): void {
    if (this.#hook?.ended !== false) return;
    this.#hook.ended = true;
    this.#add({ until: "idle" });
  }

  /** What has happened at RRPay since the hook began. A play must have got as far. */
  #meanwhile(): Condition | undefined {
    const { held, requests } = this.#rrpay;
    if (this.#rrpay.isPaying) return "taken-up";
    if (held > 0) return { held };
    const on = requests.at(-1)?.on ?? "other";
    if (on === "get" || on === "other") return undefined;
    return { requests: { [on]: requestCounts(this.#rrpay)[on] - this.#base.requests[on] } };
  }

  #stepOf({ side, name, id, body }: PageRequest): Step {
    const path = id === undefined ? `${side}/${name}` : `${side}/transactions/${this.#placeOf(id)}/${name}`;
    const given = typeof body === "object" && body !== null ? body : {};
    const put = side === "pos" ? this.#bodyOf(name, given, this.#pos.state()) : given;
    return Object.keys(put).length === 0 && !Array.isArray(put) ? { do: path } : { do: path, with: put };
  }

  #placeOf(id: string): string {
    const at = this.#rrpay.transactions().findIndex((one) => one.id === id);
    const { length } = this.#rrpay.transactions();
    return at === length - 1 ? "latest" : String(at + 1 - Math.min(this.#base.transactions, at));
  }

  /** In a play, keys and ids are different, so they are named by their places. */
  #bodyOf(name: string, body: object, { saved, question, unresolved }: PosState): object {
    if ("saleKey" in body) {
      const at = saved.findIndex(({ receipt }) => receipt.saleKey === body.saleKey);
      return at < 0 ? {} : { saleKey: `$saved.${at - this.#base.saved}.receipt.saleKey` };
    }
    const itemOf = (attemptId: unknown) => unresolved.findIndex((one) => one.attemptId === attemptId);
    if (name === "ask" && "attemptId" in body) return { attemptId: `$unresolved.${itemOf(body.attemptId)}.attemptId` };
    if (name !== "resolve" || !("subject" in body)) return body;
    const { subject, ...verdict } = body as { readonly subject: { readonly attemptId: string } };
    const asked = question?.type === "printed" ? question.subject : unresolved[0];
    if (asked?.attemptId === subject.attemptId) return verdict;
    const item = `$unresolved.${itemOf(subject.attemptId)}`;
    const parts = ["kind", "saleKey", "attemptId", "totalCents"].map((part) => [part, `${item}.${part}`]);
    return { subject: Object.fromEntries(parts), ...verdict };
  }
}
