/** How long to wait between two looks: `fastMs` while something moves, doubling up to `slowMs` while nothing does. */
export class Pace {
  #currentMs: number;

  constructor(
    private readonly fastMs: number,
    private readonly slowMs: number,
  ) {
    this.#currentMs = fastMs;
  }

  /** The wait after a look. */
  after(look: 'moved' | 'still'): number {
    this.#currentMs = look === 'moved' ? this.fastMs : Math.min(this.slowMs, this.#currentMs * 2);
    return this.#currentMs;
  }

  /** Something is about to move. */
  hurry(): void {
    this.#currentMs = this.fastMs / 2;
  }
}
