/** Numbers and texts of a boundary message that is a text of one character a byte. */

/** A text that breaks the layout. */
export class Fault extends Error {}

export class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }
  u8(): number {
    return this.#text.charCodeAt(this.pass(1));
  }
  u16(): number {
    const at = this.pass(2);
    return this.#text.charCodeAt(at) | (this.#text.charCodeAt(at + 1) << 8);
  }
  u32(): number {
    const at = this.pass(4);
    const text = this.#text;
    const low = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8);
    return (low | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24)) >>> 0;
  }
  f64(): number {
    const at = this.pass(8);
    for (let index = 0; index < 8; index++) EIGHT.setUint8(index, this.#text.charCodeAt(at + index));
    return EIGHT.getFloat64(0, true);
  }
  text(): string {
    const length = this.u32();
    const from = this.pass(length);
    return this.#text.slice(from, from + length);
  }
  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }
  end(): void {
    if (!this.isAtEnd) throw new Fault();
  }
  /** Passes over some bytes. Returns where they begin. */
  pass(length: number): number {
    const from = this.#at;
    if (length > this.#text.length - from) throw new Fault();
    this.#at = from + length;
    return from;
  }
}

const EIGHT = new DataView(new ArrayBuffer(8));
