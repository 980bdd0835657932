import type { Metrics } from '#libs/service';
import type { PageAnswer } from './page-desk.js';

/** What ingestion counts about payment pages; names and labels are those of its README. */
export class PageCounts {
  readonly #answered;

  constructor(metrics: Metrics) {
    this.#answered = metrics.counter({
      name: 'ingestion_payment_pages_total',
      help: 'Payment pages asked for, by what the shop was answered: page, refused (by Opayo), later (503) or conflict',
      labels: ['result'],
    });
  }

  answered(result: PageAnswer['result']): void {
    this.#answered.inc({ result });
  }
}
