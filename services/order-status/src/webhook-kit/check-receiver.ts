import { randomUUID } from 'node:crypto';
import type { WebhookAnswer, WebhookSender } from '../webhooks/send-webhook.js';
import type { WebhookBody } from '../webhooks/webhook-body.js';
import { newSecret, signedHeaders } from '../webhooks/webhook-secret.js';

/** What one look at a receiver came to. */
export interface ReceiverCheck {
  readonly what: string;
  readonly ok: boolean;
  /** What the receiver did. */
  readonly did: string;
  /** What to change; empty when all is well. */
  readonly fix: string;
}

interface Probe {
  readonly what: string;
  readonly expects: 'taken' | 'refused';
  readonly fix: string;
  readonly sent: (now: Date) => {
    readonly secrets: readonly string[];
    readonly id: string;
    readonly sentAt: Date;
    readonly body: string;
    readonly signedBody?: string;
  };
}

/** Older than any library of the specification takes: five minutes. */
const STALE_MS = 10 * 60 * 1000;

/** Sends a receiver everything it has to stand, one after the other; yields what it made of each. Nothing sent is about a real order. */
export async function* checkReceiver(
  url: string,
  secret: string,
  sender: Pick<WebhookSender, 'post'>,
  now: () => Date = () => new Date(),
): AsyncGenerator<ReceiverCheck> {
  for (const { what, expects, fix, sent } of probes(secret)) {
    const { secrets, id, sentAt, body, signedBody = body } = sent(now());
    const headers = { 'content-type': 'application/json', ...signedHeaders(secrets, { id, sentAt, body: signedBody }) };
    const answer = await sender.post({ url, headers, body });
    const ok = wasHeard(answer) && (answer.is === 'delivered') === (expects === 'taken');
    const did = answer.is === 'delivered' ? `answered ${answer.status}` : answer.problem;
    yield { what, ok, did, fix: ok ? '' : wasHeard(answer) ? fix : 'Start the receiver, and look into its log' };
  }
}

/** It answered at all, and did not break down over it. */
function wasHeard({ status }: WebhookAnswer): boolean {
  return status !== null && status < 500;
}

function probes(secret: string): readonly Probe[] {
  const secrets = [secret];
  const first = eventOf('order.paid', 2);
  const signed = (event: WebhookBody) => (now: Date) => ({
    secrets,
    id: event.data.eventId,
    sentAt: now,
    body: JSON.stringify(event),
  });
  return [
    {
      ...{ what: 'a signed event is taken', expects: 'taken', sent: signed(first) },
      fix: 'Verify the bytes as they came with this very secret, and answer 2xx',
    },
    {
      ...{ what: 'the same event again is taken, as done already', expects: 'taken', sent: signed(first) },
      fix: 'Answer 2xx to an eventId that was dealt with: anything else has it sent for a day',
    },
    {
      ...{ what: 'an event that comes late is taken', expects: 'taken', sent: signed(eventOf('order.authorised', 1)) },
      fix: 'Answer 2xx to a sequence that is older than the last, and do nothing',
    },
    {
      ...{ what: 'a type it does not know is taken', expects: 'taken', sent: signed(eventOf('order.invented', 3)) },
      fix: 'Let unknown types pass with 2xx: new ones will come',
    },
    {
      ...{ what: 'an event signed under two secrets is taken', expects: 'taken' },
      sent: (now) => ({ ...signed(eventOf('order.shipped', 4))(now), secrets: [newSecret(), secret] }),
      fix: 'Try each of the signatures in webhook-signature: there are two while a secret is rotated',
    },
    {
      ...{ what: 'a wrong signature is refused', expects: 'refused' },
      sent: (now) => ({ ...signed(eventOf('order.paid', 5))(now), secrets: [newSecret()] }),
      fix: 'Answer 401 and do nothing: anybody can call this address',
    },
    {
      ...{ what: 'a changed body is refused', expects: 'refused' },
      sent: (now) => {
        const event = signed(eventOf('order.paid', 6))(now);
        return { ...event, signedBody: event.body, body: event.body.replace('gifts/', 'books/') };
      },
      fix: 'Verify the body you read, not a part of it',
    },
    {
      ...{ what: 'an old timestamp is refused', expects: 'refused' },
      sent: (now) => ({ ...signed(eventOf('order.paid', 7))(now), sentAt: new Date(now.getTime() - STALE_MS) }),
      fix: 'Refuse what was signed more than five minutes ago: somebody may have recorded it',
    },
  ];
}

/** Like a real one, of an order that does not exist. */
function eventOf(type: string, sequence: number): WebhookBody {
  const orderReference = 'CHECK-RECEIVER';
  const timestamp = new Date().toISOString();
  const order = {
    ...{
      orderId: `gifts/${orderReference}`,
      shop: 'gifts',
      orderReference,
      status: 'PAID',
      sequence,
      updatedAt: timestamp,
    },
    ...{ currency: 'GBP', totalMinor: 1200, capturedMinor: 1200, invoicedMinor: 0, receiptedMinor: 0 },
    ...{ salesOrder: null, customerPoNumber: null, invoices: [], payments: [], attention: null },
  } as unknown as WebhookBody['data']['order'];
  return { type, timestamp, data: { eventId: randomUUID(), deliveryId: randomUUID(), sequence, order } };
}
