import { TOPICS, type Alert } from '#libs/contracts';
import { deterministicUuid } from '../hash/hash-of.js';
import type { OutboxMessage } from '../outbox/outbox-message.js';
import type { ParkedItem } from './parked-item.js';

/** The same for each alert about one code on one key of one service, however often it is raised. */
export function alertIdOf(service: string, key: string, code: string): string {
  return deterministicUuid('alert', service, key, code);
}

/** An alert on its topic, under the key of what it is about; it happened when it was raised or, once resolved, when it was resolved. */
export function alertMessage(alert: Alert): OutboxMessage {
  return {
    topic: TOPICS.alerts.name,
    key: alert.subject,
    eventId: alert.eventId,
    type: alert.state === 'RESOLVED' ? 'AlertResolved' : 'AlertRaised',
    subject: alert.subject,
    occurredAt: new Date(alert.resolvedAt ?? alert.raisedAt),
    body: alert,
  };
}

/** The message that raises the alert of a parked item, or, with `resolvedAt`, the one that closes it. */
export function parkedItemAlert(service: string, item: ParkedItem, resolvedAt?: Date): OutboxMessage {
  return alertMessage(alertOf(service, item, resolvedAt));
}

function alertOf(service: string, item: ParkedItem, resolvedAt: Date | undefined): Alert {
  const state = resolvedAt ? 'RESOLVED' : 'RAISED';
  return {
    eventId: deterministicUuid(item.parkedId, state),
    alertId: alertIdOf(service, item.key, item.code),
    code: item.code,
    state,
    severity: item.severity,
    owner: item.owner,
    service,
    subject: item.orderId ?? item.key,
    orderId: item.orderId ?? null,
    effectId: item.effectId ?? null,
    what: item.text,
    whatToDo: item.suggestedFix,
    amountMinor: item.amountMinor ?? null,
    currency: item.currency ?? null,
    raisedAt: item.parkedAt.getTime(),
    resolvedAt: resolvedAt?.getTime() ?? null,
  };
}
