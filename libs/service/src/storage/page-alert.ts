import { randomUUID } from 'node:crypto';
import type { Alert } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { KafkaPage } from '#libs/kafka';

/** What the one who is woken does first, by code. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  KAFKA_OFFSET_OUT_OF_RANGE:
    'Compare the age of the group’s offsets with the topic’s retention; what expired unread has to be sent again by its writer.',
  KAFKA_PARTITION_PAUSED: 'Mend the cause it names (often the registry or the database); it goes on by itself.',
  KAFKA_QUARANTINE_RATE:
    'Find out who writes what we cannot read; until then the partition waits, so that quarantine is not flooded.',
  KAFKA_HANDLER_FAILED: 'A bug of ours: the record is in quarantine. Mend it, release, replay the record.',
  KAFKA_CONSUMER_STUCK: 'Restart the service; its liveness fails, so an orchestrator does so by itself.',
};

/** What libs/kafka wakes somebody for, as an alert: one per code and subject, told anew each time it happens. */
export function pageAlert(service: string, { code, text, facts }: KafkaPage, now: Date): OutboxMessage {
  const subject = [service, facts['topic'] ?? facts['groupId'] ?? 'kafka', facts['partition'] ?? ''].join(':');
  const alert: Alert = {
    eventId: randomUUID(),
    alertId: deterministicUuid('page', code, subject),
    ...{ code, service, subject, what: text },
    state: 'RAISED',
    severity: 'CRITICAL',
    owner: 'operations',
    whatToDo: NEXT_STEPS[code] ?? 'Look into the log of the service.',
    ...{ orderId: null, effectId: null, amountMinor: null, currency: null },
    raisedAt: now.getTime(),
    resolvedAt: null,
  };
  return alertMessage(alert);
}
