/** The right side: RRPay's payment screen, and the printed fiscal receipts. */
import type { RrpayTransaction } from "../../../../schemas/generated/types.ts";
import type { Tender } from "../../rrpay/model.ts";
import { roundCash } from "../../rrpay/money.ts";
import type { RrpayView } from "../snapshot.ts";
import { button, type Child, centsOf, choice, el, euros, field, region } from "./dom.ts";
import { receiptName } from "./settlement.ts";
import type { Context, View } from "./view.ts";

export function rrpayView(context: Context): View {
  const { t, act } = context;
  const title = el("h2");
  const screen = el("div", { class: "screen" });
  const switches = el("div", { class: "switches" });
  const receipt = el("div", { class: "paper scroll", id: "receipt" });
  const policy = choice(t.policy, "policy", Object.entries(t.policies));
  policy.select.id = "policy";
  policy.select.addEventListener("change", () => act("rrpay/policy", { type: policy.select.value }));
  const left = el("div", { class: "till" }, policy.node, screen, switches);
  const node = el(
    "section",
    { id: "rrpay", attributes: { tabindex: "-1" } },
    title,
    el("div", { class: "rrpaybody" }, left, receipt),
  );
  const drawTitle = region(title, ({ running, listening }: Pick<RrpayView, "running" | "listening">) => [
    !running ? t.rrpayDead : listening ? t.rrpay : t.refusing,
  ]);
  const drawScreen = region(screen, (current: RrpayTransaction | null) => screenRows(context, current));
  const drawSwitches = region(switches, (state: RrpayView["switches"]) => switchRows(context, state));
  const drawReceipt = region(receipt, (receipts: RrpayView["receipts"]) =>
    receipts.length === 0
      ? [el("p", { class: "dim" }, t.noReceipt)]
      : [...receipts].reverse().map(({ text }) => el("pre", {}, text)),
  );
  return {
    node,
    update({ rrpay }) {
      drawTitle({ running: rrpay.running, listening: rrpay.listening });
      title.classList.toggle("bad", !rrpay.running || !rrpay.listening);
      drawScreen(rrpay.transactions.find(({ state }) => state === "in-progress") ?? rrpay.transactions.at(-1) ?? null);
      drawSwitches(rrpay.switches);
      drawReceipt(rrpay.receipts);
      if (document.activeElement !== policy.select) policy.select.value = rrpay.policy.type;
    },
  };
}

function screenRows(context: Context, current: RrpayTransaction | null): Child[] {
  const { t } = context;
  if (current === null) return [el("p", { class: "dim" }, t.nothingToPay)];
  const { kind, saleKey, totalCents, state, payments, fiscal, message, roundingCents, changeCents } = current;
  const paidCents = payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const dueCents = totalCents - paidCents;
  const rows = [
    ...payments.map(({ name, amountCents }) => [name, euros(amountCents)] as const),
    ...(roundingCents === 0 ? [] : [[t.rounding, euros(roundingCents)] as const]),
    ...(changeCents === 0 ? [] : [[t.change, euros(changeCents)] as const]),
    ...(state === "in-progress" ? [[t.cashDue, euros(roundCash(dueCents))] as const] : []),
  ];
  const cells = rows.map(([name, value]) => el("tr", {}, el("td", {}, name), el("td", { class: "number" }, value)));
  const status = [t.states[state] ?? state, state === "approved" ? t.fiscalStates[fiscal.state] : "", message ?? ""];
  return [
    el("p", { class: "dim" }, `${t.kinds[kind] ?? kind} ${receiptName(saleKey)}`),
    el("p", { class: "total" }, el("span", {}, t.total), el("span", {}, `${euros(totalCents)} €`)),
    el("p", { class: `state ${state}`, id: "rrpay-state" }, status.filter(Boolean).join(" · ")),
    el("table", {}, el("tbody", {}, ...cells)),
    ...payButtons(context, current, dueCents),
  ];
}

function payButtons({ t, act }: Context, { id, state, fiscal }: RrpayTransaction, dueCents: number): Child[] {
  const path = (name: string) => `rrpay/transactions/${encodeURIComponent(id)}/${name}`;
  if (state === "approved" && fiscal.state !== "printed")
    return [
      el(
        "div",
        { class: "buttons" },
        button(t.print, "print", () => act(path("print"))),
      ),
    ];
  if (state !== "in-progress") return [];
  const given = field(t.given, "given", euros(Math.ceil(roundCash(dueCents) / 500) * 500));
  const byCard = field(t.byCard, "by-card", euros(Math.floor(dueCents / 2)));
  const pay = (tenders: readonly Tender[]) => act(path("pay"), { tenders });
  const cash = (): Tender => {
    const givenCents = centsOf(given.input.value);
    return givenCents === undefined ? { type: "cash" } : { type: "cash", givenCents };
  };
  return [
    el("div", { class: "form two" }, given.node, byCard.node),
    el(
      "div",
      { class: "buttons" },
      button(t.card, "card", () => pay([{ type: "card" }])),
      button(t.cash, "cash", () => pay([cash()])),
      button(t.mixed, "mixed", () => pay([{ type: "card", amountCents: centsOf(byCard.input.value) ?? 0 }, cash()])),
      button(t.decline, "decline", () => act(path("decline"))),
      button(t.cancelPayment, "cancel-at-rrpay", () => act(path("cancel"))),
    ),
  ];
}

function switchRows(
  { t, act }: Context,
  { paper, fiscalOnline, ready, busy, cancels }: RrpayView["switches"],
): Child[] {
  const box = (label: string, key: string, isOn: boolean, turn: (on: boolean) => object) => {
    const input = el("input", { key, attributes: { type: "checkbox" } });
    input.checked = isOn;
    input.addEventListener("change", () => act("rrpay/switches", turn(input.checked)));
    return el("label", { class: "switch" }, input, label);
  };
  return [
    box(t.paper, "paper", paper, (on) => ({ paper: on })),
    box(t.fiscalOnline, "fiscal", fiscalOnline, (on) => ({ fiscalOnline: on })),
    box(t.ready, "ready", ready, (on) => ({ ready: on })),
    box(t.busy, "busy", busy !== null, (on) => ({ busy: on ? { id: "other", till: "2" } : null })),
    box(t.lateCancel, "cancels", cancels === "ignored", (on) => ({ cancels: on ? "ignored" : "honoured" })),
    button(t.zReport, "z-report", () => act("rrpay/z-report")),
  ];
}
