import type { Metrics } from '#libs/service';
import type { CallSummary } from '#libs/syspro';
import type { ClaimedEffect } from './effect/effect.js';
import { EFFECT_STATES } from './effect/effect-state.js';
import type { EffectStore } from './effect-store/effect-store.js';
import type { RunReport } from './lane/effect-runner.js';
import type { Lane } from './lane/lane.js';
import type { SweptTable } from './poll-master-data/master-data-poller.js';

/** What posting measures, under `syspro_…` and `posting_…`. */
export class PostingMetrics {
  readonly #calls;
  readonly #attempts;
  readonly #changes;
  readonly #watched;
  readonly #masterDataChanges;
  readonly #masterDataAsOf;

  constructor(private readonly metrics: Metrics) {
    this.#calls = metrics.histogram({
      name: 'syspro_call_duration_seconds',
      help: 'One call of e.net by operation, business object and how it ended',
      labels: ['operation', 'business_object', 'result'],
    });
    this.#attempts = metrics.counter({
      name: 'posting_attempts_total',
      help: 'Attempts at effects by kind and how they ended',
      labels: ['kind', 'result'],
    });
    this.#changes = metrics.counter({
      name: 'posting_order_changes_total',
      help: 'Changes of orders and invoices the poller told of',
    });
    this.#watched = metrics.gauge({ name: 'posting_watched_orders', help: 'Orders SYSPRO may still change' });
    this.#masterDataChanges = metrics.counter({
      name: 'posting_master_data_changes_total',
      help: 'Customers and stock codes told of, by whether they changed or are gone',
      labels: ['kind', 'change'],
    });
    this.#masterDataAsOf = metrics.gauge({
      name: 'posting_master_data_as_of_seconds',
      help: 'When the last reading of the whole table began, Unix seconds',
      labels: ['kind'],
    });
  }

  readonly called = (call: CallSummary): void => {
    const labels = { operation: call.operation, business_object: call.businessObject, result: call.result };
    this.#calls.observe(labels, call.durationMs / 1000);
  };

  readonly attempted = (claim: ClaimedEffect, report: RunReport): void => {
    this.#attempts.inc({ kind: claim.kind, result: report.result });
  };

  readonly polled = (poll: { watched: number; changes: number }): void => {
    this.#changes.inc(poll.changes);
    this.#watched.set(poll.watched);
  };

  readonly swept = ({ kind, changed, gone, startedAt }: SweptTable): void => {
    this.#masterDataChanges.inc({ kind, change: 'changed' }, changed);
    this.#masterDataChanges.inc({ kind, change: 'gone' }, gone);
    this.#masterDataAsOf.set({ kind }, startedAt.getTime() / 1000);
  };

  /** Effects by state, and whether the lane rests, measured when somebody looks. */
  observe(store: EffectStore, lane: Lane): void {
    this.metrics.gauge({
      name: 'posting_effects',
      help: 'Effects by state; parked ones are counted in their state too',
      labels: ['state'],
      collect: async (gauge) => {
        const summary = await store.summary().catch(() => undefined);
        if (!summary) return;
        for (const state of [...EFFECT_STATES, 'parked'] as const) gauge.set({ state }, summary[state]);
      },
    });
    this.metrics.gauge({
      name: 'posting_lane_resting',
      help: '1 while the lane rests because SYSPRO is away',
      collect: (gauge) => gauge.set(lane.state().state === 'resting' ? 1 : 0),
    });
  }

  /** Whether this process is the one that posts. */
  observeLane(holdsLease: () => boolean): void {
    this.metrics.gauge({
      name: 'posting_lane_held',
      help: '1 in the process that works as the posting operator, 0 in those that stand by',
      collect: (gauge) => gauge.set(holdsLease() ? 1 : 0),
    });
  }
}
