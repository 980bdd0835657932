import type { Alert } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { MinorUnits } from '#libs/money';

/** Something about Opayo's books that somebody has to look at; it blocks nothing. */
export interface WatchAlert {
  /** Stable; with `about` it is the alert's identity. */
  readonly code: string;
  /** What it is about, e.g. a transaction or a vendor. */
  readonly about: string;
  readonly severity: 'WARNING' | 'CRITICAL';
  readonly owner: 'finance' | 'integration' | 'operations';
  readonly subject: string;
  readonly orderId: string | null;
  readonly what: string;
  readonly whatToDo: string;
  readonly amountMinor: MinorUnits | null;
  readonly currency: string | null;
  /** Also tells one raising from the next of the same alert. */
  readonly raisedAt: Date;
}

/** The message that raises an alert, or, with `resolvedAt`, the one that closes what was raised with the same `raisedAt`. */
export function watchAlertMessage(alert: WatchAlert, resolvedAt?: Date): OutboxMessage {
  const { about, raisedAt, ...shown } = alert;
  const alertId = deterministicUuid('alert', 'ingestion', about, alert.code);
  const state = resolvedAt ? 'RESOLVED' : 'RAISED';
  const body: Alert = {
    ...shown,
    eventId: deterministicUuid(alertId, raisedAt.toISOString(), state),
    alertId,
    state,
    service: 'ingestion',
    effectId: null,
    raisedAt: raisedAt.getTime(),
    resolvedAt: resolvedAt?.getTime() ?? null,
  };
  return alertMessage(body);
}
