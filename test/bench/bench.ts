/** One measurement, in a file of its own named `<name>.bench.ts`, as its default export. */
export interface Bench {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** What is compared with what, in a line. */
  readonly summary: string;
  /** Measures and reports. It may ask `stack()` of #libs/testing for a broker, a registry and a database. */
  run(report: Report): Promise<void>;
}

/** What a ratio ought to be. Absolute times differ from machine to machine and from minute to minute; ratios within one run do not much. */
export interface Aim {
  readonly atLeast: number;
}

/** Where a bench writes what it found. */
export interface Report {
  /** A small run, to see whether the bench works: figures mean nothing then. */
  readonly quick: boolean;
  /** A measured value with its unit, for reading only. */
  figure(name: string, value: number, unit: string): void;
  /** `ours` over `theirs`, both measured in this run with the same unit; larger is better. */
  ratio(name: string, ours: number, theirs: number, aim?: Aim): void;
  /** Something that must hold whatever the machine, such as a share of cases that come out right. */
  share(name: string, count: number, of: number, aim?: Aim): void;
  /** A sentence that a reader needs to judge the figures. */
  note(text: string): void;
}

/** One measured line, as `--json` prints it. */
export interface Measured {
  readonly kind: 'figure' | 'ratio' | 'share' | 'note';
  readonly name: string;
  readonly value?: number;
  readonly unit?: string;
  readonly aimAtLeast?: number;
  readonly met?: boolean;
}

/**
 * Runs the contenders in turns, `rounds` times, each turn after the other's, so that a slow minute of the machine hits all alike. The first round
 * warms up and is not counted. Each returns what it did per second, or any value of which more is better.
 *
 * @returns the median of each
 */
export async function inTurns<K extends string>(
  rounds: number,
  contenders: Readonly<Record<K, () => number | Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(contenders) as K[];
  const measured = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const value = await contenders[name]();
      if (round > 0) measured.get(name)?.push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(measured.get(name) ?? [])])) as Record<K, number>;
}

/** The middle one; the upper of the two in the middle. Throws `RangeError` without values. */
export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** The value below which a share of `quantile` (0 to 1) lies. Throws `RangeError` without values. */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
  if (found === undefined) throw new RangeError('There is nothing measured');
  return found;
}

/** How often `work` is done in a second, doing it for about `milliseconds`; `work` tells how many it did. */
export async function perSecond(milliseconds: number, work: () => number | Promise<number>): Promise<number> {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < milliseconds) done += await work();
  return done / ((performance.now() - start) / 1000);
}
