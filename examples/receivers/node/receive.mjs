// Receives webhooks of Clarity Connect and verifies them with the specification's own library. Node 20 or later; npm install standardwebhooks.
//
//   SUBSCRIBE_AT=http://127.0.0.1:4040 SHOP_KEY=... node receive.mjs       subscribes, receives, and unsubscribes at the end
//   WEBHOOK_SECRET=whsec_... PORT=9000 node receive.mjs                    receives for a subscription there is
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { SUBSCRIBE_AT, SHOP_KEY, PORT = '9000', EVENTS = 'Infinity' } = process.env;
let { WEBHOOK_SECRET } = process.env;

/** Ids of events that were dealt with. Keep yours in your database, in the same transaction as what you do about them. */
const done = new Set();
/** Highest sequence of each order that was dealt with: what is told of an order is as it is at sending, so an older one has nothing to say. */
const sequences = new Map();
let left = Number(EVENTS);

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  let event;
  try {
    // The bytes as they came: parsed and written again they would be others.
    event = new Webhook(WEBHOOK_SECRET).verify(body, request.headers);
  } catch (error) {
    console.log(`refused: ${error.message}`);
    response.writeHead(401).end();
    return;
  }
  take(event);
  // At once: whatever takes long is done afterwards. Anything but 2xx comes again.
  response.writeHead(204).end();
  if ((left -= 1) === 0) await stop();
});

function take({ type, data: { eventId, order } }) {
  if (done.has(eventId)) return console.log(`${type} again: nothing to do`);
  done.add(eventId);
  if (!order) return console.log(`${type}: it works`);
  if ((sequences.get(order.orderId) ?? 0) >= order.sequence) return console.log(`${type} of ${order.orderId}: known`);
  sequences.set(order.orderId, order.sequence);
  console.log(`${type} of ${order.orderId}: ${order.status}, sales order ${order.salesOrder ?? 'none yet'}`);
}

let subscription;
async function subscribe() {
  if (!SUBSCRIBE_AT) return;
  const url = `http://127.0.0.1:${server.address().port}/`;
  subscription = await ask('POST', '/webhooks', { url, description: 'examples/receivers' });
  WEBHOOK_SECRET = subscription.secret;
  console.log(`subscribed: ${subscription.subscriptionId} of shop ${subscription.shop}`);
  const test = await ask('POST', `/webhooks/${subscription.subscriptionId}/test`);
  if (!test.delivered) throw new Error(`the test was not taken: ${test.problem}`);
}

async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${SHOP_KEY}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(SUBSCRIBE_AT + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.json()).detail}`);
  return answer.status === 204 ? undefined : answer.json();
}

async function stop() {
  if (subscription) await ask('DELETE', `/webhooks/${subscription.subscriptionId}`);
  server.close();
  server.closeAllConnections();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`receiving on port ${server.address().port}`);
  subscribe().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
    server.close();
  });
});
