/** What a person can make go wrong: RRPay's fault script, crashes and restarts, and trouble at the till. */
import { OUTCOME_BY_CENTS } from "../../rrpay/outcomes.ts";
import type { RrpayView } from "../snapshot.ts";
import { button, choice, el, field, region } from "./dom.ts";
import { scenariosPart } from "./scenarios.ts";
import { tracesPart } from "./traces.ts";
import type { Context, View } from "./view.ts";

export function faultsView(context: Context): View {
  const { t, act } = context;
  const title = el("h2", {}, t.faults);
  const menu = scriptMenu(context);
  const mischief = el(
    "div",
    {},
    el("h3", {}, t.mischief),
    el(
      "div",
      { class: "buttons" },
      button(t.killTill, "kill", () => act("pos/kill")),
      button(t.killInRecovery, "kill-in-recovery", () => act("pos/kill-in-recovery")),
      button(t.closeNow, "mischief-close", () => act("pos/close-window")),
      button(t.saveUnpaid, "save-unpaid", () => act("pos/save-unpaid")),
      button(t.crash, "crash", () => act("rrpay/crash")),
      button(t.restartKept, "restart", () => act("rrpay/restart", { memory: "kept" })),
      button(t.restartForgotten, "forget", () => act("rrpay/restart", { memory: "forgotten" })),
      button(t.restartNew, "new-store", () => act("rrpay/restart", { memory: "new-store" })),
    ),
  );
  const amounts = Object.keys(OUTCOME_BY_CENTS).map((cents) =>
    el(
      "tr",
      {},
      el("td", { class: "number" }, `…,${cents.padStart(2, "0")}`),
      el("td", {}, t.outcomes[Number(cents)] ?? ""),
    ),
  );
  const list = el(
    "div",
    { id: "amounts" },
    el("h3", {}, t.amounts),
    el("p", { class: "dim" }, t.amountsHint),
    el("table", {}, el("tbody", {}, ...amounts)),
    el("p", { class: "dim" }, t.otherwise),
  );
  const scenarios = scenariosPart(context);
  const body = el("div", { class: "scroll faultbody" }, menu.node, mischief, scenarios.node, tracesPart(context), list);
  const node = el("section", { id: "faults", attributes: { tabindex: "-1" } }, title, body);
  return {
    node,
    update(snapshot) {
      menu.update(snapshot.rrpay);
      scenarios.update(snapshot);
    },
  };
}

/** A fault in the form of the script. */
function faultOf(type: string, point: string, restart: string): object {
  if (type === "crash") return { type, point, ...(restart === "" ? {} : { restart }) };
  return type === "status" ? { type, status: 500 } : type === "split" ? { type, at: [1, 20] } : { type };
}

function scriptMenu({ t, act }: Context): { node: HTMLElement; update: (rrpay: RrpayView) => void } {
  const on = choice(t.on, "on", Object.entries(t.occasions));
  const fault = choice(
    t.fault,
    "fault",
    Object.keys(t.faultTexts).map((type) => [type, type] as const),
  );
  const nth = field(t.nth, "nth", "1");
  const times = choice(t.times, "times", [
    ["1", "1"],
    ["2", "2"],
    ["3", "3"],
    ["always", "∞"],
  ]);
  const point = choice(t.point, "point", Object.entries(t.points));
  const restart = choice(t.restart, "restart", Object.entries(t.restarts));
  on.select.id = "fault-on";
  fault.select.id = "fault-type";
  times.select.id = "fault-times";
  on.select.value = "post";
  fault.select.value = "printed-but-silent";
  const description = el("p", { class: "dim description" });
  const describe = () => {
    description.textContent = t.faultTexts[fault.select.value] ?? "";
    for (const { node } of [point, restart]) node.hidden = fault.select.value !== "crash";
  };
  fault.select.addEventListener("change", describe);
  describe();
  const text = el("textarea", {
    id: "script",
    key: "script",
    attributes: { rows: "4", spellcheck: "false", "aria-label": t.scriptText },
  });
  let script: RrpayView["script"] = [];
  const add = () => {
    const often = times.select.value === "always" ? "always" : Number(times.select.value);
    act("rrpay/script", [
      ...script,
      {
        on: on.select.value,
        nth: Number(nth.input.value),
        times: often,
        fault: faultOf(fault.select.value, point.select.value, restart.select.value),
      },
    ]);
  };
  const apply = () => {
    try {
      act("rrpay/script", JSON.parse(text.value) as object);
    } catch (error) {
      text.setCustomValidity(String(error));
      text.reportValidity();
    }
  };
  text.addEventListener("input", () => text.setCustomValidity(""));
  const draw = region(el("div"), (rules: RrpayView["script"]) => {
    text.dataset.rules = String(rules.length);
    text.value = rules.length === 0 ? "[]" : `[\n${rules.map((rule) => ` ${JSON.stringify(rule)}`).join(",\n")}\n]`;
    return [];
  });
  const node = el(
    "div",
    {},
    el("div", { class: "form two" }, on.node, fault.node, nth.node, times.node, point.node, restart.node),
    description,
    el(
      "div",
      { class: "buttons" },
      button(t.addFault, "add-fault", add),
      button(t.clear, "clear", () => act("rrpay/script", [])),
      button(t.release, "release", () => act("rrpay/release")),
    ),
    text,
    el("div", { class: "buttons" }, button(t.apply, "apply", apply)),
  );
  return {
    node,
    update(rrpay) {
      script = rrpay.script;
      draw(rrpay.script);
    },
  };
}
