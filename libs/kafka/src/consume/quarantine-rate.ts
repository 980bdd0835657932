/** Counts what one topic puts into quarantine within a sliding window. */
export class QuarantineRate {
  private readonly keptAt = new Map<string, number[]>();

  constructor(
    private readonly limitRecords: number,
    private readonly windowMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether one more of `topic` stays within the limit. */
  allows(topic: string): boolean {
    return this.recent(topic).length < this.limitRecords;
  }

  count(topic: string): void {
    this.recent(topic).push(this.now());
  }

  private recent(topic: string): number[] {
    const since = this.now() - this.windowMs;
    const recent = (this.keptAt.get(topic) ?? []).filter((at) => at > since);
    this.keptAt.set(topic, recent);
    return recent;
  }
}
