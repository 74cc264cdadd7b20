/** Scenarios: the shipped ones, one from a file, and what was done on this page. */
import type { Play, Shipped } from "../player.ts";
import type { Snapshot } from "../snapshot.ts";
import { ask } from "./api.ts";
import { button, el, region } from "./dom.ts";
import { download } from "./download.ts";
import type { Context } from "./view.ts";

export function scenariosPart(context: Context): { node: HTMLElement; update: (snapshot: Snapshot) => void } {
  const { t, act } = context;
  const select = el("select", { id: "scenario", key: "scenario", attributes: { "aria-label": t.scenario } });
  const why = el("p", { class: "dim description", attributes: { lang: "en" } });
  let shipped: readonly Shipped[] = [];
  const nameOf = ({ name, nameLt }: Pick<Shipped, "name" | "nameLt">) => (t.isLithuanian ? nameLt : name);
  const describe = () => {
    // The reason for a scenario exists only in English.
    why.hidden = t.isLithuanian;
    why.textContent = shipped.find(({ file }) => file === select.value)?.why ?? "";
  };
  select.addEventListener("change", describe);
  void ask<Shipped[]>("scenario/shipped").then((found) => {
    shipped = found;
    select.replaceChildren(...found.map((one) => el("option", { attributes: { value: one.file } }, nameOf(one))));
    describe();
  }, context.complain);
  const file = el("input", { id: "scenario-file", attributes: { type: "file", accept: ".json", hidden: "" } });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    file.value = "";
    void chosen
      ?.text()
      .then((text) => act("scenario/play", JSON.parse(text) as object))
      .catch(context.complain);
  });
  const save = () =>
    void ask<object>("scenario/recorded").then(
      (scenario) => download("scenario.json", `${JSON.stringify(scenario, null, 2)}\n`, "application/json"),
      context.complain,
    );
  const playing = el("p", { id: "play", attributes: { role: "status" } });
  const drawPlay = region(playing, (play: Play | null) =>
    play === null
      ? []
      : [
          el("span", { class: play.state }, `${t.plays[play.state]} ${play.played}/${play.of} `),
          `${nameOf(play)} ${play.message}`,
        ],
  );
  const recorded = el("span", { class: "dim", id: "recorded" });
  const drawRecorded = region(recorded, (count: number) => [`${t.recorded}: ${count}`]);
  const node = el(
    "div",
    { id: "scenarios" },
    el("h3", {}, t.scenarios, recorded),
    select,
    why,
    el(
      "div",
      { class: "buttons" },
      button(t.play, "play", () => act("scenario/play", { file: select.value })),
      button(t.playFile, "play-file", () => file.click()),
      button(t.saveScenario, "save-scenario", save),
      button(t.beginScenario, "begin-scenario", () => act("scenario/begin")),
    ),
    file,
    playing,
  );
  return {
    node,
    update({ scenario }) {
      drawPlay(scenario.play);
      drawRecorded(scenario.recorded);
    },
  };
}
