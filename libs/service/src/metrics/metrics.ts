import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds, from a millisecond to ten: HTTP, database and broker round trips. */
export const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface MetricOptions<L extends string> {
  /** Snake case with the unit last, e.g. `outbox_publish_duration_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

/**
 * The measurements of one service, in its own registry. Asking twice for the same name gives the same metric, so that two
 * parts may count the same thing. Every line carries the label `service`.
 */
export class Metrics {
  readonly registry = new Registry();

  constructor(readonly service: string) {
    this.registry.setDefaultLabels({ service });
    joinProcessMetrics(this);
  }

  /** Something that only grows. */
  counter<L extends string = never>(options: MetricOptions<L>): Counter<L> {
    return this.#once(options.name, () => new Counter<L>({ ...this.#options(options) }));
  }

  /** Something that goes up and down. `collect` is called at each reading, to measure only when somebody looks. */
  gauge<L extends string = never>(
    options: MetricOptions<L> & { readonly collect?: (gauge: Gauge<L>) => void | Promise<void> },
  ): Gauge<L> {
    const { collect } = options;
    return this.#once(
      options.name,
      () =>
        new Gauge<L>({
          ...this.#options(options),
          ...(collect && {
            collect(this: Gauge<L>) {
              return collect(this);
            },
          }),
        }),
    );
  }

  /** How long or how much, in buckets; seconds by default (`LATENCY_BUCKETS_SECONDS`). */
  histogram<L extends string = never>(
    options: MetricOptions<L> & { readonly buckets?: readonly number[] },
  ): Histogram<L> {
    const buckets = [...(options.buckets ?? LATENCY_BUCKETS_SECONDS)];
    return this.#once(options.name, () => new Histogram<L>({ ...this.#options(options), buckets }));
  }

  /** All of them in Prometheus' text format; the first service of a process adds those of the process. */
  async expose(): Promise<string> {
    const own = await this.registry.metrics();
    return ownsProcessMetrics(this) ? `${own}\n${await processRegistry().metrics()}` : own;
  }

  /** Lets another service of the process report for it. */
  close(): void {
    leaveProcessMetrics(this);
    this.registry.clear();
  }

  #options<L extends string>(options: MetricOptions<L>) {
    return {
      name: options.name,
      help: options.help,
      labelNames: [...(options.labels ?? [])],
      registers: [this.registry],
    };
  }

  #once<M>(name: string, make: () => M): M {
    return (this.registry.getSingleMetric(name) as M | undefined) ?? make();
  }
}

// Memory, processor and event loop belong to the process, not to a service: measured once, told by the service that came first.
const tellers: Metrics[] = [];
let measured: Registry | undefined;

function processRegistry(): Registry {
  if (!measured) {
    measured = new Registry();
    collectDefaultMetrics({ register: measured });
  }
  return measured;
}

const joinProcessMetrics = (metrics: Metrics) => void tellers.push(metrics);
const ownsProcessMetrics = (metrics: Metrics) => tellers[0] === metrics;
const leaveProcessMetrics = (metrics: Metrics) => {
  const position = tellers.indexOf(metrics);
  if (position >= 0) tellers.splice(position, 1);
};
