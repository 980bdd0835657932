import type { ServerResponse } from 'node:http';
import { orderView } from '../show-orders/order-view.js';
import type { StateSink } from './order-streams.js';

/** Bytes a reader may be behind before it is let go: it comes back with what it has seen. */
const MOST_BEHIND_BYTES = 256 * 1024;

/** How long a reader waits before it comes back, milliseconds. */
const RETRY_MS = 3_000;

/** A connection as a stream of server-sent events: one event per state of the order, its sequence as the id. */
export function eventStream(response: ServerResponse): StateSink {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that collect before they pass on would hold every event back.
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const write = (text: string): boolean => {
    if (response.destroyed || response.writableEnded) return false;
    response.write(text);
    return response.writableLength <= MOST_BEHIND_BYTES;
  };
  return {
    send: (order) => write(`id: ${order.sequence}\nevent: order\ndata: ${JSON.stringify(orderView(order))}\n\n`),
    beat: () => write(': still here\n\n'),
    end: () => {
      // One that does not read would keep the connection, and the process, for ever.
      if (response.writableLength > MOST_BEHIND_BYTES) response.destroy();
      else response.end();
    },
  };
}
