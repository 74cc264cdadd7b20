/** The lower part: the till's journal and the conversation with RRPay, both shown live. */
import type { Exchange, JournalLine } from "../snapshot.ts";
import { el, region } from "./dom.ts";
import type { Context, View } from "./view.ts";

export function logsView({ t }: Context): View {
  const journal = el("div", {
    class: "log scroll",
    id: "journal",
    attributes: { tabindex: "0", "aria-label": t.journal },
  });
  const conversation = el("div", {
    class: "log scroll",
    id: "conversation",
    attributes: { tabindex: "0", "aria-label": t.conversation },
  });
  const drawJournal = region(journal, (lines: readonly JournalLine[]) =>
    lines.map(({ time, text }) =>
      el("p", {}, el("span", { class: "dim" }, `${time.slice(11)} `), text[t.isLithuanian ? "lt" : "en"]),
    ),
  );
  const drawConversation = region(conversation, (exchanges: readonly Exchange[]) =>
    exchanges.map((exchange) =>
      el(
        "div",
        { class: "exchange" },
        el(
          "p",
          {},
          el("span", { class: "dim" }, `${exchange.no} (${exchange.connection}) `),
          `${exchange.request} `,
          ...exchange.faults.map((fault) => el("span", { class: "bad" }, `${fault} `)),
        ),
        ...(exchange.body === "" ? [] : [el("p", { class: "body" }, `→ ${exchange.body}`)]),
        answerRow(exchange),
      ),
    ),
  );
  const answerRow = ({ answer }: Exchange) => {
    if (answer === null) return el("p", { class: "dim" }, `← ${t.waiting}`);
    if (answer.type === "silence") return el("p", { class: "bad" }, `← ${t.noAnswer}`);
    const cut = answer.whole ? "" : ` (${t.cut})`;
    return el("p", { class: answer.whole ? "body" : "bad body" }, `← ${answer.status}${cut} ${answer.text}`);
  };
  const part = (title: string, log: HTMLElement) => el("div", { class: "logpart" }, el("h2", {}, title), log);
  return {
    node: el(
      "section",
      { id: "logs", attributes: { tabindex: "-1" } },
      part(t.journal, journal),
      part(t.conversation, conversation),
    ),
    update(snapshot) {
      drawJournal(snapshot.journal);
      drawConversation(snapshot.conversation);
    },
  };
}
