/**
 * The rest of a loop that looks for work, cut short when there is some: also when that is told during the look, for then the look may have missed it.
 * The loop: `reset`, look, `wait`. One waits at a time.
 */
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
