/** The page: it draws what the server reports and sends what the person does. It decides nothing. */
import type { Snapshot } from "../snapshot.ts";
import { type Connection, follow, send } from "./api.ts";
import { button, el } from "./dom.ts";
import { faultsView } from "./faults.ts";
import { onKey } from "./keys.ts";
import { logsView } from "./logs.ts";
import { posView } from "./pos.ts";
import { rrpayView } from "./rrpay.ts";
import { type Language, TEXTS } from "./texts.ts";
import type { Context, View } from "./view.ts";

let language: Language = localStorage.getItem("language") === "en" ? "en" : "lt";
let connection: Connection = "up";
let snapshot: Snapshot | undefined;
let views: readonly View[] = [];
let trouble = "";
const notice = el("span", { class: "bad", id: "notice", attributes: { role: "alert" } });

const context: Context = {
  get t() {
    return TEXTS[language];
  },
  act: (path, body) => {
    // A button that was clicked must not take the next space key, because that key starts the payment.
    if (document.activeElement instanceof HTMLButtonElement && path.startsWith("pos/")) focusTill();
    void send(path, body).then((wrong) => {
      trouble = wrong;
      show();
    });
  },
  complain: (error) => {
    trouble = error instanceof Error ? error.message : String(error);
    show();
  },
};

function focusTill(): void {
  document.querySelector<HTMLElement>("#articles")?.focus();
}

/** Draws the whole page again: at the start, and when the language changes. */
function build(): void {
  const { t } = context;
  document.documentElement.lang = language;
  const turn = button(t.language, "language", () => {
    language = language === "lt" ? "en" : "lt";
    localStorage.setItem("language", language);
    build();
  });
  const header = el("header", {}, el("h1", {}, "GAMA – RRPay"), el("span", { class: "dim" }, t.keys), notice, turn);
  views = [posView(context), rrpayView(context), faultsView(context), logsView(context)];
  document.body.replaceChildren(header, el("main", {}, ...views.map(({ node }) => node)));
  focusTill();
  show();
}

function show(): void {
  notice.textContent = context.t.connection[connection] || trouble || (snapshot?.trouble ?? "");
  if (snapshot) for (const view of views) view.update(snapshot);
  if (snapshot) keepFocus(snapshot.pos);
}

/** A cashier's hands stay on the keyboard, but the focused element may have gone with a window that closed. */
function keepFocus({ window, busy, question }: Snapshot["pos"]): void {
  const active = document.activeElement;
  if (active !== null && active !== document.body && active.id !== "pos") return;
  if (window === "pos" && busy === undefined && question === undefined) focusTill();
  else document.querySelector<HTMLElement>("[data-key=later], [data-key=save]")?.focus();
}

document.addEventListener("keydown", (event) => onKey(event, snapshot?.pos, context));
build();
void follow(
  (next) => {
    // A developer has built this page's own files anew, or the bundle.
    if (snapshot !== undefined && next.version !== snapshot.version) return location.reload();
    snapshot = next;
    show();
  },
  (state) => {
    connection = state;
    show();
  },
);
