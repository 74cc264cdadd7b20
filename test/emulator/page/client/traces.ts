/** Traces: the till's own is saved as a file, and a saved one is told as a story. */
import { ask, tell } from "./api.ts";
import { button, el } from "./dom.ts";
import { download } from "./download.ts";
import type { Context } from "./view.ts";

export function tracesPart({ t, complain }: Context): HTMLElement {
  const language = t.isLithuanian ? "lt" : "en";
  const save = () =>
    void ask<{ text: string }>(`trace/saved?language=${language}`).then(
      ({ text }) => download("till.trace", text, "application/jsonl"),
      complain,
    );
  const story = el("dialog", { id: "story", attributes: { "aria-label": t.story } });
  const file = el("input", { id: "trace-file", attributes: { type: "file", accept: ".trace,.jsonl", hidden: "" } });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    file.value = "";
    void chosen
      ?.text()
      .then((text) => tell<{ path: string }>("trace/open", { text, language }))
      .then(({ path }) => show(`${path}?language=${language}`))
      .catch(complain);
  });
  const show = (address: string) => {
    const close = button(t.closeStory, "close-story", () => story.close());
    const apart = el("a", { attributes: { href: address, target: "_blank", rel: "noopener" } }, t.storyApart);
    const frame = el("iframe", { attributes: { src: address, title: t.story } });
    story.replaceChildren(el("div", { class: "buttons" }, apart, close), frame);
    story.showModal();
  };
  return el(
    "div",
    { id: "traces" },
    el("h3", {}, t.traces),
    el("p", { class: "dim" }, t.tracesHint),
    el(
      "div",
      { class: "buttons" },
      button(t.saveTrace, "save-trace", save),
      button(t.openTrace, "open-trace", () => file.click()),
    ),
    file,
    story,
  );
}
