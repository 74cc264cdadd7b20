/** What SET has set. Some of it each data session has for itself, and begins with what Visual FoxPro begins with. */
import type { Value } from "./values.ts";

export class Settings extends Map<string, Value> {
  /** What SET TALK ON has shown on the till's screen. */
  talked = 0;
  readonly #session: () => number;

  constructor(session: () => number) {
    super([
      ["POINT", "."],
      ["TALK", "ON"],
      ["REPROCESS", 0],
    ]);
    this.#session = session;
  }

  /** As SET() tells it, in this data session or another one. */
  of(name: string, session = this.#session()): Value {
    if (name === "DATASESSION") return session;
    return this.get(`${name} ${session}`) ?? this.get(name) ?? "ON";
  }

  /** Does a command of Visual FoxPro that changes them; any other does nothing. */
  command(words: string, value: Value | undefined): void {
    const [, name = "", state] = /^SET (ESCAPE|TALK|REPROCESS) (ON|OFF)?/.exec(words) ?? [];
    if (name === "ESCAPE") this.set(name, state ?? "");
    else if (name !== "") this.set(`${name} ${this.#session()}`, state ?? value ?? 0);
  }

  /** Something was reckoned or read. */
  talk(): void {
    if (this.of("TALK") === "ON") this.talked++;
  }
}
