/** The left side: GAMA's windows. */
import { ARTICLES } from "../../pos/articles.ts";
import type { PosState, Unresolved } from "../../pos/state.ts";
import { button, type Child, centsOf, el, euros, field, region } from "./dom.ts";
import { itemName, plain, voucherRows, type WindowState, windowRows } from "./settlement.ts";
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
        isReturn: pos.receipt.kind === "return",
        voucherCents: pos.receipt.voucherCents ?? 0,
        ...(busy && { busy }),
        ...(taken && { taken }),
        ...(question && { question }),
      });
      const isAsking = pos.window === "settlement" || question !== undefined;
      node.classList.toggle("settling", isAsking);
      window.hidden = !isAsking;
      drawKeys({ window: pos.window, isBusy: busy !== undefined, isEmpty: pos.receipt.lines.length === 0 });
      // A sentence is shown only in one place.
      message.hidden = question !== undefined && question.type !== "void";
      drawMessage(pos.busy && pos.window === "pos" ? `${pos.busy.hook}: ${pos.busy.progress || "…"}` : pos.message);
      const isOff = pos.window !== "pos" || busy !== undefined || question !== undefined;
      drawLists({ unresolved: pos.unresolved, saved: pos.saved, isOff });
    },
  };
}

interface ListState extends Pick<PosState, "unresolved" | "saved"> {
  /** Another window, hook or question must be finished first. */
  readonly isOff: boolean;
}

interface KeyState {
  readonly window: PosState["window"];
  readonly isBusy: boolean;
  readonly isEmpty: boolean;
}

/** A single stop of the Tab key: the arrows choose an article, and Enter adds it. */
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
    // In the settlement window, Enter saves.
    if (move === undefined || list.closest(".settling")) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  });
  const voucher = field(t.voucher, "voucher", "");
  const take = button(t.takeVoucher, "take-voucher", () => {
    act("pos/voucher", { cents: voucher.input.value.trim() === "" ? 0 : (centsOf(voucher.input.value) ?? -1) });
  });
  return el("div", { class: "articles scroll" }, list, price.node, el("div", { class: "pair" }, voucher.node, take));
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
    el("h3", {}, heading),
    rows.length === 0 ? el("p", { class: "dim" }, t.emptyReceipt) : el("table", {}, el("tbody", {}, ...rows)),
    el("p", { class: "total", id: "total" }, el("span", {}, t.total), el("span", {}, `${euros(totalCents)} €`)),
    ...voucherRows(t, receipt.voucherCents ?? 0, totalCents),
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

/** That RRPay is right means that nothing was paid, where it was declined. */
function nameOf(decision: string, { kind, payment }: Unresolved): string {
  if (decision !== "accept-rrpay" || !["declined", "cancelled"].includes(payment)) return decision;
  return kind === "sale" ? "accept-decline" : `accept-decline-${kind}`;
}

function unresolvedRow({ t, act }: Context, item: Unresolved, isOff: boolean): HTMLElement {
  const { payment, fiscal, gama, manual, conflict } = item;
  const facts = [
    t.facts.payment[payment] ?? payment,
    t.facts.fiscal[fiscal] ?? fiscal,
    t.facts.gama[gama] ?? gama,
    ...(manual === undefined ? [] : [`${t.manualRecord}: ${t.decisions[manual] ?? manual}`]),
    ...(conflict === undefined ? [] : [t.conflict]),
  ].filter((fact) => fact !== "");
  const decide = (decision: string) =>
    decision === "receipt-printed"
      ? button(t.manual, `manual-${item.attemptId}`, () => act("pos/ask", { attemptId: item.attemptId }), isOff)
      : button(
          t.decisions[nameOf(decision, item)] ?? decision,
          `${decision}-${item.attemptId}`,
          () => act("pos/resolve", { subject: plain(item), decision }),
          isOff,
        );
  return el(
    "div",
    { class: item.conflict === undefined ? "item" : "item conflict" },
    el("p", { class: "name" }, itemName(t, item)),
    el("p", {}, facts.join(" · ")),
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
        [
          `${receipt.kind === "return" ? t.returnReceipt : t.receipt} ${receipt.receiptNo}`,
          documentNo === undefined ? "" : `${t.fiscalReceipt} ${documentNo}`,
          paid,
          state === "voided" ? t.voided : "",
        ]
          .filter(Boolean)
          .join(" · "),
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
