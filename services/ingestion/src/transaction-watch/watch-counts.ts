import type { FactKind, StatusMeaning } from '#libs/opayo';
import type { Metrics } from '#libs/service';

/** What ingestion counts about reading Opayo's books; names and labels are those of its README. */
export class WatchCounts {
  readonly #rows;
  readonly #looks;
  readonly #facts;
  readonly #failed;

  constructor(metrics: Metrics) {
    this.#rows = metrics.counter({
      name: 'ingestion_poll_rows_total',
      help: "Rows read of Opayo's list of transactions: new to us, listed otherwise than before, or known",
      labels: ['vendor', 'result'],
    });
    this.#looks = metrics.counter({
      name: 'ingestion_look_ups_total',
      help: 'Transactions looked up at Opayo, by what it said: a kind of fact, NONE or MISSING',
      labels: ['vendor', 'said'],
    });
    this.#facts = metrics.counter({
      name: 'ingestion_looked_up_facts_total',
      help: 'Facts that followed from a look-up; new ones were told by nobody else before',
      labels: ['vendor', 'kind', 'result'],
    });
    this.#failed = metrics.counter({
      name: 'ingestion_watch_failed_total',
      help: 'Polls and look-ups that failed, by code and what was decided',
      labels: ['vendor', 'code', 'action'],
    });
  }

  rows(vendor: string, rows: { readonly added: number; readonly changed: number; readonly all: number }): void {
    this.#rows.inc({ vendor, result: 'new' }, rows.added);
    this.#rows.inc({ vendor, result: 'changed' }, rows.changed);
    this.#rows.inc({ vendor, result: 'known' }, rows.all - rows.added - rows.changed);
  }

  looked(vendor: string, said: StatusMeaning | 'MISSING'): void {
    this.#looks.inc({ vendor, said });
  }

  fact(vendor: string, kind: FactKind, result: string): void {
    this.#facts.inc({ vendor, kind, result });
  }

  failed(vendor: string, code: string, action: string): void {
    this.#failed.inc({ vendor, code, action });
  }
}
