/** Elements made from text and other elements. Nothing here can turn data into markup. */

export type Child = Node | string;

interface Props {
  readonly class?: string;
  readonly id?: string;
  /** A name for an element, so that it keeps the focus when its part of the page is drawn again. */
  readonly key?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class) element.className = props.class;
  if (props.id) element.id = props.id;
  if (props.key) element.dataset.key = props.key;
  for (const [name, value] of Object.entries(props.attributes ?? {})) element.setAttribute(name, value);
  if (props.onClick) element.addEventListener("click", props.onClick);
  element.append(...children);
  return element;
}

export function button(label: string, key: string, onClick: () => void, isOff = false): HTMLButtonElement {
  const element = el("button", { key, onClick, attributes: { type: "button" } }, label);
  element.disabled = isOff;
  return element;
}

/** A labelled text field. */
export function field(label: string, key: string, value = ""): { node: HTMLElement; input: HTMLInputElement } {
  const input = el("input", { key, attributes: { type: "text", autocomplete: "off", spellcheck: "false" } });
  input.value = value;
  return { node: el("label", {}, label, input), input };
}

export function choice(
  label: string,
  key: string,
  options: readonly (readonly [value: string, text: string])[],
): { node: HTMLElement; select: HTMLSelectElement } {
  const select = el(
    "select",
    { key },
    ...options.map(([value, text]) => el("option", { attributes: { value } }, text)),
  );
  return { node: el("label", {}, label, select), select };
}

/** A part of the page that is drawn again only when its data has changed, so that fields keep what was typed. */
export function region<T>(node: HTMLElement, draw: (data: T) => readonly Child[]): (data: T) => void {
  let shown: string | undefined;
  return (data) => {
    const text = JSON.stringify(data) ?? "";
    if (text === shown) return;
    shown = text;
    const active = document.activeElement;
    const key = active instanceof HTMLElement && node.contains(active) ? active.dataset.key : undefined;
    const atEnd = node.scrollTop + node.clientHeight >= node.scrollHeight - 4;
    node.replaceChildren(...draw(data));
    if (key !== undefined) {
      const again = [...node.querySelectorAll<HTMLElement>("[data-key]")].find((one) => one.dataset.key === key);
      (again ?? node.closest<HTMLElement>("[tabindex]"))?.focus();
    }
    if (atEnd && node.classList.contains("log")) node.scrollTop = node.scrollHeight;
  };
}

export function euros(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

/** "12,5" or "12.50" in cents; undefined when it is not a sum. */
export function centsOf(text: string): number | undefined {
  const match = /^\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : undefined;
}
