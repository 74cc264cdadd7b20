/** What ON KEY LABEL has bound, by key; PUSH KEY CLEAR puts all of it aside, so that ON() knows none of it. */
export class BoundKeys extends Map<string, string> {
  readonly #aside: [string, string][][] = [];

  /** Does a command of Visual FoxPro that changes them; any other does nothing. */
  command(words: string, value: string): void {
    const [, label] = /^ON KEY LABEL (\w+)$/.exec(words) ?? [];
    if (label !== undefined) this.set(label, value);
    if (words === "PUSH KEY CLEAR") {
      this.#aside.push([...this]);
      this.clear();
    }
    if (words === "POP KEY") {
      this.clear();
      for (const [key, bound] of this.#aside.pop() ?? []) this.set(key, bound);
    }
  }
}
