/** Wakes everybody who waits whenever anything has changed. Nobody has to check at intervals. */
export class Signal {
  #wake: () => void = () => {};
  #next: Promise<void> = Promise.resolve();

  constructor() {
    this.#arm();
  }

  notify(): void {
    this.#wake();
    this.#arm();
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    return this.#next;
  }

  /** Resolves as soon as the condition holds, which may be now. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#next;
  }

  #arm(): void {
    this.#next = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
