/** A wait that can be cut short, also by a call that came just before it. */
export class WakeUp {
  #woken = false;
  #end: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#end?.();
  }

  /** Forgets the calls so far: what they were about is looked at next. */
  reset(): void {
    this.#woken = false;
  }

  /** Resolves after `waitMs`, or as soon as `wake` is or was called since the last `reset`. */
  wait(waitMs: number): Promise<void> {
    if (this.#woken || waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      this.#end = end;
    });
  }
}
