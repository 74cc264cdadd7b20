/** Answers that are held back until somebody releases them. */
export class Holds {
  readonly #held = new Set<() => void>();

  get count(): number {
    return this.#held.size;
  }

  /** Resolves at the next release, or after this time. */
  hold(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => go(), ms);
      const go = () => {
        clearTimeout(timer);
        this.#held.delete(go);
        resolve();
      };
      this.#held.add(go);
    });
  }

  release(): void {
    for (const go of [...this.#held]) go();
  }
}
