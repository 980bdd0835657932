import { randomUUID } from 'node:crypto';
import type { AttemptRecord } from './subscription.js';
import type { WebhookAnswer, WebhookSender } from './send-webhook.js';
import type { SubscriptionBook } from './subscription-book.js';
import { testBody, type WebhookBody } from './webhook-body.js';
import { signedHeaders } from './webhook-secret.js';

export interface WebhookDeskOptions {
  readonly sender: Pick<WebhookSender, 'post'>;
  readonly subscriptions: Pick<SubscriptionBook, 'secretsOf'>;
  readonly now: () => Date;
}

export interface WebhookToSend {
  readonly subscriptionId: string;
  readonly url: string;
  readonly attempt: number;
  readonly body: WebhookBody;
  readonly traceparent?: string | undefined;
}

/** Signs bodies with their subscription's secrets and sends them. */
export class WebhookDesk {
  constructor(private readonly options: WebhookDeskOptions) {}

  /** One attempt and what came of it; never throws for what a receiver does. Raises what the database raises. */
  async send(webhook: WebhookToSend): Promise<{ answer: WebhookAnswer; record: AttemptRecord }> {
    const { sender, subscriptions, now } = this.options;
    const secrets = await subscriptions.secretsOf(webhook.subscriptionId);
    const sentAt = now();
    const body = JSON.stringify(webhook.body);
    const { eventId, deliveryId } = webhook.body.data;
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Clarity-Connect-Webhooks/1',
      'clarity-delivery-id': deliveryId,
      'clarity-delivery-attempt': String(webhook.attempt),
      ...(webhook.traceparent !== undefined && { traceparent: webhook.traceparent }),
      ...signedHeaders(secrets, { id: eventId, sentAt, body }),
    };
    const answer = await sender.post({ url: webhook.url, headers, body });
    const durationMs = Math.max(0, now().getTime() - sentAt.getTime());
    const problem = answer.is === 'delivered' ? null : answer.problem;
    return { answer, record: { at: sentAt.toISOString(), status: answer.status, problem, durationMs } };
  }

  /** Sends a `webhook.test` now and tells what came of it; nothing is stored and nothing repeated. */
  async test(subscriptionId: string, url: string): Promise<AttemptRecord> {
    const body = testBody(randomUUID(), randomUUID(), this.options.now());
    return (await this.send({ subscriptionId, url, attempt: 1, body })).record;
  }
}
