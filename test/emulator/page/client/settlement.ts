// The settlement window: the amount to pay, GAMA's questions, and the form for a receipt that RRPay cannot report.
import type { PosState, Question, Subject, Unresolved } from "../../pos/state.ts";
import { button, type Child, centsOf, el, euros, field } from "./dom.ts";
import type { Context } from "./view.ts";

export type WindowState = Pick<PosState, "window" | "busy" | "taken" | "question" | "totalCents"> & {
  readonly isReturn: boolean;
  readonly voucherCents: number;
};

/** What GAMA itself has taken, and what RRPay has to take. */
export function voucherRows(t: Context["t"], voucherCents: number, totalCents: number): Child[] {
  if (voucherCents === 0) return [];
  const row = (label: string, cents: number, id: string) =>
    el("p", { class: "due", id }, el("span", {}, label), el("span", {}, `${euros(cents)} €`));
  return [row(t.prepaid, -voucherCents, "prepaid"), row(t.due, totalCents - voucherCents, "due")];
}

export function windowRows(context: Context, state: WindowState): Child[] {
  const { window, busy, taken, question, totalCents, isReturn, voucherCents } = state;
  const { t, act } = context;
  const heading = [
    el("h3", {}, window === "settlement" ? t.settlementWindow : ""),
    el("p", { class: "total" }, el("span", {}, t.total), el("span", {}, `${euros(totalCents)} €`)),
    ...voucherRows(t, voucherCents, totalCents),
  ];
  if (busy)
    return [
      ...heading,
      el("p", { class: "progress", id: "progress" }, busy.progress || (isReturn ? t.givingBack : t.paying)),
      el(
        "div",
        { class: "buttons" },
        button(t.cancel, "cancel-payment", () => act("pos/cancel")),
        button(t.closeNow, "close-now", () => act("pos/close-window")),
      ),
    ];
  if (question) return questionRows(context, question);
  if (taken === undefined) return heading;
  const rounded = totalCents - voucherCents + taken.roundingCents;
  const rows = [
    ...taken.payments.map(({ name, amountCents }) => [name, `${euros(amountCents)} €`] as const),
    ...(taken.roundingCents === 0 ? [] : [[t.rounding, euros(taken.roundingCents)] as const]),
    ...(taken.documentNo === undefined ? [] : [[t.document, taken.documentNo] as const]),
  ];
  const cells = rows.map(([name, value]) => el("tr", {}, el("td", {}, name), el("td", { class: "number" }, value)));
  const big = (label: string, cents: number) =>
    el("p", { class: "total" }, el("span", {}, label), el("span", {}, `${euros(cents)} €`));
  return [
    ...heading,
    ...(taken.roundingCents === 0 ? [] : [big(t.toPay, rounded)]),
    ...(taken.changeCents === 0 ? [] : [big(t.change, taken.changeCents)]),
    el("table", { id: "taken" }, el("tbody", {}, ...cells)),
    el("p", { class: "good" }, isReturn ? t.givenBack : t.paid),
    el(
      "div",
      { class: "buttons" },
      button(t.save, "save", () => act("pos/save")),
      button(t.leave, "leave", () => act("pos/close-window")),
    ),
  ];
}

function questionRows(context: Context, question: Question): Child[] {
  const { t, act } = context;
  const later = button(t.later, "later", () => act("pos/later"));
  if (question.type === "retry") {
    const again = button(t.again, "again", () => act("pos/retry", { again: true }));
    const leave = button(t.no, "leave", () => act("pos/retry", { again: false }));
    return [el("p", {}, question.text), el("p", {}, t.askAgain), el("div", { class: "buttons" }, again, leave)];
  }
  if (question.type === "void") {
    const yes = button(t.yes, "yes", () => act("pos/confirm-void"));
    return [
      el("p", {}, throughRrpay(context, question)),
      el("p", {}, question.kind === "return" ? t.askVoidReturn : t.askVoid),
      el("div", { class: "buttons" }, yes, later),
    ];
  }
  return manualForm(context, question, later);
}

/** A receipt that has gone through RRPay, in the words of its kind. */
function throughRrpay({ t }: Context, { kind, saleKey }: Extract<Question, { type: "void" }>): string {
  const name = receiptName(saleKey);
  return kind === "return" ? `${t.moneyOf} ${name} ${t.backThrough}` : `${t.receipt} ${name} ${t.paidThrough}`;
}

/** Manual entry: what a person reads from the paper, or that there is none. No method of payment is proposed. */
function manualForm(
  { t, act }: Context,
  { subject, text, typed }: Extract<Question, { type: "printed" }>,
  later: HTMLElement,
): Child[] {
  const sumOf = (method: number) => typed?.payments?.find((one) => one.method === method)?.amountCents;
  const shown = (cents: number | undefined) => (cents === undefined ? "" : euros(cents));
  const documentNo = field(t.documentNo, "document-no", typed?.documentNo ?? "");
  const cash = field(t.cashEur, "manual-cash", shown(sumOf(0)));
  const card = field(t.cardEur, "manual-card", shown(sumOf(2)));
  const change = field(t.changeEur, "manual-change", shown(typed?.changeCents));
  const wrong = el("p", { class: "bad", id: "manual-wrong", attributes: { role: "alert" } });
  const left = el("p", { id: "manual-left" });
  /** The cents of the three fields in order. An empty field is 0; undefined means that it is not a sum. */
  const sums = () => [cash, card, change].map(({ input }) => (input.value.trim() === "" ? 0 : centsOf(input.value)));
  const balance = () => {
    const [cashCents = 0, cardCents = 0, changeCents = 0] = sums();
    const off = subject.totalCents - cashCents - cardCents + changeCents;
    left.textContent = off < 0 ? `${t.tooMuch} ${euros(-off)} €` : `${t.left} ${euros(off)} €`;
    return off;
  };
  for (const { input } of [cash, card, change]) input.addEventListener("input", balance);
  balance();
  const printed = () => {
    const [cashCents, cardCents, changeCents] = sums();
    if (cashCents === undefined || cardCents === undefined || changeCents === undefined) {
      wrong.textContent = t.wrongSum;
      return;
    }
    if (Math.abs(balance()) > (cashCents > 0 ? 2 : 0)) {
      wrong.textContent = left.textContent;
      return;
    }
    const payments = [
      { method: 0, amountCents: cashCents },
      { method: 2, amountCents: cardCents },
    ].filter(({ amountCents }) => amountCents > 0);
    act("pos/resolve", {
      subject: plain(subject),
      decision: "receipt-printed",
      documentNo: documentNo.input.value.trim(),
      payments,
      ...(changeCents > 0 ? { changeCents } : {}),
    });
  };
  return [
    el("h3", {}, itemName(t, subject)),
    el("p", { class: "advice" }, text),
    el("div", { class: "form two" }, documentNo.node, cash.node, card.node, change.node),
    left,
    wrong,
    el(
      "div",
      { class: "buttons" },
      button(t.decisions["receipt-printed"] ?? "", "receipt-printed", printed),
      button(t.decisions["nothing-happened"] ?? "", "nothing-happened", () =>
        act("pos/resolve", { subject: plain(subject), decision: "nothing-happened" }),
      ),
      later,
    ),
  ];
}

/** The cashier's name for the receipt of a key: "000123 (2026-11-23)", as rrpay.prg writes it. */
export function receiptName(saleKey: string): string {
  const [, year, month, day, no] = /^[^-]*-(\d{4})(\d\d)(\d\d)-(.+)$/.exec(saleKey) ?? [];
  return no === undefined ? saleKey : `${no} (${year}-${month}-${day})`;
}

/** The name of an item: "Pardavimas, kvitas 000123 (2026-11-23), 2,58 EUR". */
export function itemName(t: Context["t"], { kind, saleKey, totalCents }: Subject): string {
  return `${t.kinds[kind] ?? kind} ${receiptName(saleKey)}, ${euros(totalCents)} EUR`;
}

export function plain({
  kind,
  saleKey,
  attemptId,
  totalCents,
}: Unresolved | { kind: string; saleKey: string; attemptId: string; totalCents: number }): object {
  return { kind, saleKey, attemptId, totalCents };
}
