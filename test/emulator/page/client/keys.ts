/** GAMA's keys. They work wherever the focus is; in fields, only those that are not used for typing. */
import type { PosState } from "../../pos/state.ts";
import type { Context } from "./view.ts";

const PANELS = ["pos", "rrpay", "faults", "logs"];

export function onKey(event: KeyboardEvent, pos: PosState | undefined, { act }: Context): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // Over a story the keys are the story's: a space there must not start a payment.
  if (document.querySelector("dialog[open]") !== null) return;
  if (event.key === "F6") {
    event.preventDefault();
    return nextPanel();
  }
  const path = pos && !isTaken(event) ? pathOf(event.key, pos) : undefined;
  if (path === undefined) return;
  event.preventDefault();
  const at = path === "pos/remove" ? { at: (pos?.receipt.lines.length ?? 1) - 1 } : {};
  act(path, at);
}

/** Whether the focused element uses this key itself. */
function isTaken({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (/^F\d+$/.test(key) || key === "Escape") return false;
  if (target instanceof HTMLButtonElement) return key === " " || key === "Enter";
  return target.matches("input, textarea, select");
}

function pathOf(key: string, pos: PosState): string | undefined {
  switch (key) {
    case "F2":
      return pos.window === "off" ? "pos/open" : "pos/status";
    case "F8":
      return pos.busy ? "pos/cancel" : "pos/void";
    case " ":
      return pos.window === "pos" ? "pos/pay" : undefined;
    case "Enter":
      return pos.taken && !pos.busy ? "pos/save" : undefined;
    case "Delete":
      return pos.receipt.lines.length > 0 ? "pos/remove" : undefined;
    case "Escape":
      if (pos.busy) return "pos/cancel";
      if (pos.question) return "pos/later";
      return pos.window === "settlement" ? "pos/close-window" : undefined;
    default:
      return undefined;
  }
}

function nextPanel(): void {
  const at = PANELS.findIndex((id) => document.getElementById(id)?.contains(document.activeElement));
  const next = document.getElementById(PANELS[(at + 1) % PANELS.length] ?? "");
  const stops = next?.querySelectorAll<HTMLElement>("[role=listbox], button:enabled, select") ?? [];
  // An element that is not shown has no box: for example, the articles while a window is in their place.
  const shown = [...stops].filter((stop) => stop.offsetParent !== null);
  const first = shown.find((stop) => ["later", "save"].includes(stop.dataset.key ?? "")) ?? shown[0];
  (first ?? next)?.focus();
}
