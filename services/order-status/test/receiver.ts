import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { WebhookBody } from '../src/webhooks/webhook-body.js';

/** A request as a receiver has it. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: WebhookBody;
}

/** What to answer: a status, with headers, or nothing at all. */
export type Answer =
  number | { readonly status: number; readonly headers: Record<string, string> } | 'nothing' | 'reset';

/** A shop's receiver on this machine. It keeps what it is sent, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  /** Every request, in the order of arrival. */
  readonly received: Received[];
  /** What it answers from now on; 204 at first. */
  answer: Answer | ((received: Received) => Answer);
  /** Those that came of an order. */
  of(orderId: string): Received[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const one = { headers: request.headers as Record<string, string>, text, body: JSON.parse(text) as WebhookBody };
      receiver.received.push(one);
      const answer = typeof receiver.answer === 'function' ? receiver.answer(one) : receiver.answer;
      if (answer === 'nothing') return;
      if (answer === 'reset') return void request.socket.destroy();
      const { status, headers = {} } = typeof answer === 'number' ? { status: answer } : answer;
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received: [],
    answer: 204,
    of: (orderId) => receiver.received.filter(({ body }) => body.data.order?.orderId === orderId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** As the specification's own library reads it: throws unless the secret signed it. */
export function verified({ text, headers }: Received, secret: string): WebhookBody {
  return new Webhook(secret).verify(text, headers) as WebhookBody;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
