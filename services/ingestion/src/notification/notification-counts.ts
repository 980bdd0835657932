import type { FactKind } from '#libs/opayo';
import type { Metrics } from '#libs/service';
import type { Verdict } from '../registration/registration.js';
import type { StoredNotification } from './notification-store.js';

/** What ingestion counts about notifications; names and labels are those of its README. */
export class NotificationCounts {
  readonly #received;
  readonly #refused;
  readonly #applied;
  readonly #failed;

  constructor(metrics: Metrics) {
    this.#received = metrics.counter({
      name: 'ingestion_notifications_total',
      help: 'Notifications judged and answered: new, repeated or unkept; genuine, forged (answered INVALID) or unproven (not registered yet)',
      labels: ['result', 'verdict'],
    });
    this.#refused = metrics.counter({
      name: 'ingestion_notifications_refused_total',
      help: 'Posts that cannot be a notification, answered INVALID and not kept',
      labels: ['code'],
    });
    this.#applied = metrics.counter({
      name: 'ingestion_notifications_applied_total',
      help: 'Notifications whose fact is in the outbox, or was already, or was dismissed by a person (settled)',
      labels: ['kind', 'result'],
    });
    this.#failed = metrics.counter({
      name: 'ingestion_notifications_failed_total',
      help: 'Attempts to apply a notification that failed, by code and what was decided',
      labels: ['code', 'action'],
    });
  }

  received(result: StoredNotification['result'], verdict: Verdict): void {
    this.#received.inc({ result, verdict });
  }

  refused(code: string): void {
    this.#refused.inc({ code });
  }

  applied(kind: FactKind | 'NONE', result: 'new' | 'repeat' | 'settled' | 'no effect'): void {
    this.#applied.inc({ kind, result });
  }

  failed(code: string, action: string): void {
    this.#failed.inc({ code, action });
  }
}
