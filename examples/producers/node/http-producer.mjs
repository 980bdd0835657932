// Tells ingestion of an order and of its payment over HTTP. Node 20 or later, nothing to install.
//
//   INGESTION_URL=http://127.0.0.1:4010 SHOP_KEY=... node http-producer.mjs order.json event.json
//
// What may be sent is at $INGESTION_URL/docs. Sending the same again is safe: it gets the first answer.
import { readFile } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';

const { INGESTION_URL = 'http://127.0.0.1:4010', SHOP_KEY } = process.env;
const ATTEMPTS = 5;

/** Posts until ingestion has answered. Only what was refused (4xx) throws at once: it will never work as it stands. */
async function send(path, body) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // Not heard: perhaps stored, perhaps not. The same again cannot do harm.
    const answer = await post(path, body).catch(() => undefined);
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500) throw new Error(`${path}: ${answer.status} ${(await answer.json()).detail}`);
    if (attempt < ATTEMPTS) await rest(Math.min(30_000, 500 * 2 ** attempt));
  }
  throw new Error(`${path}: no answer after ${ATTEMPTS} attempts; send it again later`);
}

function post(path, body) {
  return fetch(INGESTION_URL + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
}

const [order, event] = await Promise.all(
  process.argv.slice(2, 4).map(async (file) => JSON.parse(await readFile(file, 'utf8'))),
);
console.log('order', (await send('/shop/orders', order)).eventId);
console.log('event', (await send('/opayo/events', event)).eventId);
