/** Of the time, the most that looking may take: the rest is for others who use SYSPRO, and for the lane. */
const MOST_SHARE = 1 / 4;

/**
 * How long to wait between two looks: `fastMs` while something moves, doubling up to `slowMs` while nothing does, and never so short that
 * looking would be most of what is done.
 */
export class Pace {
  #currentMs: number;
  #leastMs = 0;

  constructor(
    private readonly fastMs: number,
    private readonly slowMs: number,
  ) {
    this.#currentMs = fastMs;
  }

  /** Milliseconds from the last look to the next. */
  get waitMs(): number {
    return Math.max(this.#currentMs, this.#leastMs);
  }

  /** A look took `tookMs` and saw something move, or not. */
  looked(saw: 'moved' | 'still', tookMs: number): void {
    this.#currentMs = saw === 'moved' ? this.fastMs : Math.min(this.slowMs, this.#currentMs * 2);
    this.#leastMs = tookMs * (1 / MOST_SHARE - 1);
  }

  /** Something is about to move. */
  hurry(): void {
    this.#currentMs = this.fastMs;
  }
}
