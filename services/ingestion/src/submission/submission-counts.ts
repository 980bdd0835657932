import type { Metrics } from '#libs/service';
import type { Door } from './claim-book.js';

/** Counts what producers sent, for `/metrics`. */
export class SubmissionCounts {
  readonly #taken;

  constructor(metrics: Metrics) {
    this.#taken = metrics.counter({
      name: 'ingestion_submissions_total',
      help: 'Orders and events producers sent: new, repeat, conflict or refused',
      labels: ['door', 'what', 'result'],
    });
  }

  taken(door: Door, what: 'order' | 'event', result: 'new' | 'repeat' | 'conflict' | 'refused'): void {
    this.#taken.inc({ door, what, result });
  }
}
