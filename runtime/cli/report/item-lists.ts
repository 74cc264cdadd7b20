/** The sales that somebody must look at, one in each row. */
import { KIND_WORDS } from "../journal/attempt-text.ts";
import { conflictWords, manualWords } from "../journal/day-words.ts";
import { documentsOf } from "../journal/documents.ts";
import { type Money, signOf } from "../journal/money.ts";
import { describeNamed } from "../journal/named-text.ts";
import type { Language } from "../words.ts";
import { cents } from "./cents.ts";
import type { Item, NamedItem, Report } from "./figures.ts";
import { type Html, html, table, when } from "./html.ts";
import { leftWords, openWords } from "./open-words.ts";
import { TEXTS } from "./texts.ts";

/** Conflicts, open attempts, those left to the accountant, and typed ones. A list appears only if it has entries. */
export function itemLists(report: Report, language: Language): Html {
  const texts = TEXTS[language];
  const { conflicts, open, left, elsewhere, named, manual, tills } = report;
  const lists = new Lists(language, tills.length > 1);
  const conflictOf = ({ attempt }: Item) => conflictWords(attempt.conflict?.code ?? "")[language];
  const openOf = ({ attempt }: Item) =>
    attempt.conflict === undefined ? openWords(attempt)[language] : conflictWords(attempt.conflict.code)[language];
  return html`${lists.list(texts.conflicts, texts.conflictsAbout, conflicts, conflictOf)}
${lists.list(texts.open, texts.openAbout, open, openOf)}
${lists.list(texts.left, texts.leftAbout, left, ({ attempt }) => leftWords(attempt)[language])}
${lists.list(texts.elsewhere, texts.openAbout, elsewhere, openOf)}
${lists.named(named)}
${lists.typed(manual)}`;
}

class Lists {
  readonly #language: Language;
  readonly #areMany: boolean;

  constructor(language: Language, areMany: boolean) {
    this.#language = language;
    this.#areMany = areMany;
  }

  list(title: string, about: string, items: readonly Item[], what: (item: Item) => string): Html {
    const texts = TEXTS[this.#language];
    return when(
      items.length > 0,
      () => html`<section class="long"><h2>${title}</h2>
${table({
  head: [...this.#head(), texts.document, texts.total, texts.what],
  columns: `${this.#columns()}knt`,
  rows: items.map((item) => {
    const { attempt } = item;
    const sum = cents(signOf(attempt) * attempt.totalCents, this.#language);
    return [...this.#cells(item), documentsOf(attempt), sum, `${what(item)}${this.#reported(item)}`];
  }),
})}<p class="about">${about}</p></section>`,
    );
  }

  /** RRPay has not said what it is, so there is neither kind nor sum. */
  named(items: readonly NamedItem[]): Html {
    const texts = TEXTS[this.#language];
    return when(
      items.length > 0,
      () => html`<section class="long"><h2>${texts.named}</h2>
<ul>${items.map((item) => html`<li>${this.#areMany ? `${item.till}: ` : ""}${describeNamed(item)[this.#language]}</li>`)}</ul>
<p class="about">${texts.namedAbout}</p></section>`,
    );
  }

  typed(items: readonly Item[]): Html {
    const texts = TEXTS[this.#language];
    return when(
      items.length > 0,
      () => html`<section class="long"><h2>${texts.manual}</h2>
${table({
  head: [...this.#head(), texts.who, texts.entered, texts.rrpay],
  columns: `${this.#columns()}ttk`,
  rows: items.map((item) => [...this.#cells(item), ...this.#typedCells(item)]),
})}</section>`,
    );
  }

  #typedCells({ attempt, typed }: Item): (string | Html)[] {
    const texts = TEXTS[this.#language];
    const { manual, documentNo = "" } = attempt;
    const said = manual === undefined ? "" : manualWords(manual)[this.#language];
    if (typed === undefined) return [said, "", ""];
    const entered = this.#receipt(typed.documentNo, typed.money);
    if (typed.verdict === "unanswered") return [said, entered, texts.unanswered];
    const rrpay = this.#receipt(documentNo, typed.rrpay);
    const isSame = typed.verdict === "same";
    const verdict = isSame ? html`${texts.same}` : html`<span class="off">${texts.differs}</span>`;
    return [said, entered, html`${rrpay} (${verdict})`];
  }

  #reported({ reported }: Item): string {
    return reported === undefined ? "" : `; RRPay: ${this.#receipt("", reported)}`;
  }

  #receipt(documentNo: string, money: Money | undefined): string {
    const rows = (money?.tenders ?? []).map(({ name, netCents }) => `${name} ${cents(netCents, this.#language)}`);
    return [documentNo, ...rows].filter((part) => part !== "").join(", ") || "–";
  }

  #head(): string[] {
    const texts = TEXTS[this.#language];
    return [...(this.#areMany ? [texts.till] : []), texts.time, texts.kind, texts.receipt];
  }

  #columns(): string {
    return this.#areMany ? "tkkk" : "kkk";
  }

  #cells({ till, sent, attempt }: Item): string[] {
    const { kind, receiptNo, saleKey } = attempt;
    const receipt = receiptNo === "" ? saleKey : receiptNo;
    return [...(this.#areMany ? [till] : []), sent, KIND_WORDS[kind][this.#language], receipt];
  }
}
