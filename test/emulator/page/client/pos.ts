/** The left side: GAMA's windows. */
import { ARTICLES } from "../../pos/articles.ts";
import type { PosState, Question, Unresolved } from "../../pos/state.ts";
import { button, type Child, centsOf, el, euros, field, region } from "./dom.ts";
import type { Context, View } from "./view.ts";

export function posView(context: Context): View {
  const { t } = context;
  const title = el("h2");
  const receipt = el("div", { class: "receipt scroll" });
  const keys = el("div", { class: "buttons" });
  const message = el("p", { class: "message", attributes: { role: "status", "aria-live": "polite" } });
  const lists = el("div", { class: "lists scroll" });
  const window = el("div", { class: "window" });
  const articles = articleList(context);
  const body = el("div", { class: "posbody" }, articles, receipt, window);
  const node = el("section", { id: "pos", attributes: { tabindex: "-1" } }, title, body, keys, message, lists);
  const drawTitle = region(title, (state: PosState["window"]) => [
    state === "off" ? t.posOff : state === "pos" ? t.posWindow : t.settlementWindow,
  ]);
  const drawReceipt = region(receipt, (pos: Pick<PosState, "receipt" | "totalCents">) => receiptRows(context, pos));
  const drawWindow = region(window, (pos: WindowState) => windowRows(context, pos));
  const drawKeys = region(keys, (pos: KeyState) => keyButtons(context, pos));
  const drawMessage = region(message, (text: string) => [text]);
  const drawLists = region(lists, (pos: ListState) => [
    el("h3", {}, t.unresolved),
    ...(pos.unresolved.length === 0 ? [el("p", { class: "dim" }, t.none)] : []),
    ...pos.unresolved.map((item) => unresolvedRow(context, item, pos.isOff)),
    el("h3", {}, t.savedReceipts),
    ...savedRows(context, pos),
  ]);
  return {
    node,
    update({ pos }) {
      drawTitle(pos.window);
      drawReceipt({ receipt: pos.receipt, totalCents: pos.totalCents });
      const { busy, taken, question, totalCents } = pos;
      drawWindow({
        window: pos.window,
        totalCents,
        ...(busy && { busy }),
        ...(taken && { taken }),
        ...(question && { question }),
      });
      node.classList.toggle("settling", pos.window === "settlement");
      window.hidden = pos.window !== "settlement" && question === undefined;
      drawKeys({ window: pos.window, isBusy: busy !== undefined, isEmpty: pos.receipt.lines.length === 0 });
      drawMessage(pos.busy && pos.window === "pos" ? `${pos.busy.hook}: ${pos.busy.progress || "…"}` : pos.message);
      const isOff = pos.window !== "pos" || busy !== undefined || question !== undefined;
      drawLists({ unresolved: pos.unresolved, saved: pos.saved, isOff });
    },
  };
}

type WindowState = Pick<PosState, "window" | "busy" | "taken" | "question" | "totalCents">;

interface ListState extends Pick<PosState, "unresolved" | "saved"> {
  /** Another window, hook or question comes first. */
  readonly isOff: boolean;
}

interface KeyState {
  readonly window: PosState["window"];
  readonly isBusy: boolean;
  readonly isEmpty: boolean;
}

/** One stop of the Tab key: arrows choose, Enter adds. */
function articleList({ t, act }: Context): HTMLElement {
  const price = field(t.freePrice, "free-price", "5,00");
  const add = (at: number) => {
    const article = ARTICLES[at];
    if (article === undefined) return;
    const free = article.priceCents === undefined;
    act("pos/add", { code: article.code, ...(free ? { unitCents: centsOf(price.input.value) ?? 0 } : {}) });
  };
  const options = ARTICLES.map(({ name, priceCents }, at) =>
    el(
      "li",
      { id: `article-${at}`, attributes: { role: "option" }, onClick: () => pick(at) },
      el("span", {}, name),
      el("span", { class: "number" }, priceCents === undefined ? "…" : euros(priceCents)),
    ),
  );
  const list = el(
    "ul",
    { id: "articles", attributes: { role: "listbox", tabindex: "0", "aria-label": t.articles } },
    ...options,
  );
  let chosen = 0;
  const choose = (at: number) => {
    chosen = (at + ARTICLES.length) % ARTICLES.length;
    for (const [place, option] of options.entries()) option.setAttribute("aria-selected", String(place === chosen));
    list.setAttribute("aria-activedescendant", `article-${chosen}`);
  };
  const pick = (at: number) => {
    choose(at);
    add(at);
  };
  choose(0);
  list.addEventListener("keydown", (event) => {
    const moves: Record<string, () => void> = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Home: () => choose(0),
      End: () => choose(ARTICLES.length - 1),
      Enter: () => add(chosen),
    };
    const move = moves[event.key];
    // In the settlement window Enter saves.
    if (move === undefined || list.closest(".settling")) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  });
  return el("div", { class: "articles scroll" }, list, price.node);
}

function receiptRows({ t, act }: Context, { receipt, totalCents }: Pick<PosState, "receipt" | "totalCents">): Child[] {
  const rows = receipt.lines.map(({ article, count, unitCents }, at) =>
    el(
      "tr",
      {},
      el("td", {}, article.name),
      el("td", { class: "number" }, `${count} × ${euros(unitCents)}`),
      el("td", { class: "number" }, euros(count * unitCents)),
      el(
        "td",
        {},
        button("×", `remove-${at}`, () => act("pos/remove", { at })),
      ),
    ),
  );
  const heading = `${receipt.kind === "return" ? t.returnReceipt : t.receipt} ${receipt.receiptNo}`;
  return [
    el("h3", {}, heading, el("span", { class: "dim" }, receipt.saleKey)),
    rows.length === 0 ? el("p", { class: "dim" }, t.emptyReceipt) : el("table", {}, el("tbody", {}, ...rows)),
    el("p", { class: "total", id: "total" }, el("span", {}, t.total), el("span", {}, `${euros(totalCents)} €`)),
  ];
}

function keyButtons({ t, act }: Context, { window, isBusy, isEmpty }: KeyState): Child[] {
  const idle = window === "pos" && !isBusy;
  return [
    button(
      window === "off" ? t.start : t.refresh,
      "open",
      () => act(window === "off" ? "pos/open" : "pos/status"),
      isBusy || window === "settlement",
    ),
    button(t.pay, "pay", () => act("pos/pay"), !idle || isEmpty),
    button(t.void, "void", () => act(isBusy ? "pos/cancel" : "pos/void"), !idle && !isBusy),
    button(t.cancel, "cancel", () => act("pos/cancel"), !isBusy),
  ];
}

function windowRows(context: Context, { window, busy, taken, question, totalCents }: WindowState): Child[] {
  const { t, act } = context;
  const heading = [
    el("h3", {}, window === "settlement" ? t.settlementWindow : ""),
    el("p", { class: "total" }, el("span", {}, t.total), el("span", {}, `${euros(totalCents)} €`)),
  ];
  if (busy)
    return [
      ...heading,
      el("p", { class: "progress", id: "progress" }, busy.progress || t.paying),
      el(
        "div",
        { class: "buttons" },
        button(t.cancel, "cancel-payment", () => act("pos/cancel")),
        button(t.closeNow, "close-now", () => act("pos/close-window")),
      ),
    ];
  if (question) return [...(window === "settlement" ? heading : []), ...questionRows(context, question)];
  if (taken === undefined) return heading;
  const rows = [
    ...taken.payments.map(({ name, amountCents }) => [name, `${euros(amountCents)} €`] as const),
    ...(taken.roundingCents === 0 ? [] : [[t.rounding, euros(taken.roundingCents)] as const]),
    ...(taken.changeCents === 0 ? [] : [[t.change, euros(taken.changeCents)] as const]),
    ...(taken.documentNo === undefined ? [] : [[t.document, taken.documentNo] as const]),
  ];
  const cells = rows.map(([name, value]) => el("tr", {}, el("td", {}, name), el("td", { class: "number" }, value)));
  return [
    ...heading,
    el("table", { id: "taken" }, el("tbody", {}, ...cells)),
    el("p", { class: "good" }, t.paid),
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
    return [el("p", {}, question.text), el("div", { class: "buttons" }, again, leave)];
  }
  if (question.type === "void") {
    const yes = button(t.yes, "yes", () => act("pos/confirm-void"));
    return [
      el("p", {}, t.askVoid),
      el("p", { class: "dim" }, question.saleKey),
      el("div", { class: "buttons" }, yes, later),
    ];
  }
  return manualForm(context, question, later);
}

/** Manual entry: what a person reads from the paper, or that there is none. */
function manualForm(
  { t, act }: Context,
  { subject, text }: Extract<Question, { type: "printed" }>,
  later: HTMLElement,
): Child[] {
  const documentNo = field(t.documentNo, "document-no");
  const cash = field(t.cashEur, "manual-cash", euros(subject.totalCents));
  const card = field(t.cardEur, "manual-card");
  const wrong = el("p", { class: "bad", attributes: { role: "alert" } });
  const printed = () => {
    const sums = [cash, card].map(({ input }) => (input.value.trim() === "" ? 0 : centsOf(input.value)));
    const [cashCents, cardCents] = sums;
    if (cashCents === undefined || cardCents === undefined) {
      wrong.textContent = t.wrongSum;
      return;
    }
    const given = [
      { method: 0, amountCents: cashCents },
      { method: 2, amountCents: cardCents },
    ];
    const payments = given.filter(({ amountCents }) => amountCents > 0);
    act("pos/resolve", {
      subject: plain(subject),
      decision: "receipt-printed",
      documentNo: documentNo.input.value.trim(),
      payments,
    });
  };
  return [
    el("h3", {}, t.askPrinted),
    el("p", { class: "advice" }, text),
    el("div", { class: "form" }, documentNo.node, cash.node, card.node),
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

function plain({
  kind,
  saleKey,
  attemptId,
  totalCents,
}: Unresolved | { kind: string; saleKey: string; attemptId: string; totalCents: number }): object {
  return { kind, saleKey, attemptId, totalCents };
}

function unresolvedRow({ t, act }: Context, item: Unresolved, isOff: boolean): HTMLElement {
  const facts = [item.payment, item.fiscal, item.gama, item.manual, item.conflict].filter(Boolean).join(" · ");
  const decide = (decision: string) =>
    decision === "receipt-printed"
      ? button(t.manual, `manual-${item.attemptId}`, () => act("pos/ask", { attemptId: item.attemptId }), isOff)
      : button(
          t.decisions[decision] ?? decision,
          `${decision}-${item.attemptId}`,
          () => act("pos/resolve", { subject: plain(item), decision }),
          isOff,
        );
  return el(
    "div",
    { class: item.conflict === undefined ? "item" : "item conflict" },
    el("p", {}, `${item.saleKey} · ${euros(item.totalCents)} € · ${facts}`),
    el("p", { class: "dim" }, item.advice),
    el("div", { class: "buttons" }, ...item.decisions.map(decide)),
  );
}

function savedRows({ t, act }: Context, { saved, isOff }: ListState): Child[] {
  if (saved.length === 0) return [el("p", { class: "dim" }, t.none)];
  return [...saved].reverse().map(({ receipt, state, payments, documentNo }) => {
    const { saleKey } = receipt;
    const paid = payments.map(({ name, amountCents }) => `${name} ${euros(amountCents)}`).join(", ");
    const isSale = state === "saved" && receipt.kind === "sale";
    return el(
      "div",
      { class: "saved" },
      el(
        "span",
        {},
        [receipt.receiptNo, documentNo, paid, state === "voided" ? t.voided : ""].filter(Boolean).join(" · "),
      ),
      ...(isSale
        ? [
            button(t.voidThis, `void-${saleKey}`, () => act("pos/void", { saleKey }), isOff),
            button(t.giveBack, `back-${saleKey}`, () => act("pos/give-back", { saleKey }), isOff),
          ]
        : []),
    );
  });
}
