/**
 * What ingestion is compared with: the same duties towards Opayo (decode, find the registration, check the signature, seal, store the same row
 * before answering, answer), written plainly with one look-up and one INSERT per request. `BARE=1` does the INSERT alone.
 */
import fastify from 'fastify';
import pg from 'pg';
import { hashOf, Vault } from '#libs/delivery';
import { isSignedWith, readNotification, withoutCardData, type Notification } from '#libs/opayo';
import { Secret } from '#libs/service';
import { VENDOR } from '../../../services/ingestion/test/payments.js';
import { serveMeasured } from './measured-process.js';

const { DATABASE_URL, DATABASE_SCHEMA, DATA_ENCRYPTION_KEY = '', BARE } = process.env;
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 10,
  options: `-c search_path=${DATABASE_SCHEMA ?? ''}`,
});
const vault = new Vault(DATA_ENCRYPTION_KEY);
const server = fastify({ logger: false });

server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_, body, done) => {
  done(null, body);
});

server.post('/opayo/notifications', async (request, reply) => {
  const reading = readNotification(request.body as Buffer);
  const kept = reading.ok ? withoutCardData(reading.notification) : undefined;
  if (!reading.ok || !kept) return reply.status(400).send();
  const verified = BARE === '1' || (await isGenuine(reading.notification));
  await store(kept, verified);
  const status = verified ? 'OK' : 'INVALID';
  return reply
    .type('text/plain')
    .send(`Status=${status}\r\nStatusDetail=\r\nRedirectURL=https://shop.example/paid\r\n`);
});

async function isGenuine(notification: Notification): Promise<boolean> {
  const { rows } = await pool.query<{ security_key: Buffer }>(
    'SELECT security_key FROM plain_registration WHERE vendor_tx_code = $1',
    [notification.vendorTxCode],
  );
  const sealed = rows[0]?.security_key;
  if (!sealed) return false;
  return isSignedWith(notification, { vendor: VENDOR, securityKey: new Secret(vault.open<string>(sealed, 'plain')) });
}

async function store(notification: Notification, verified: boolean): Promise<void> {
  const { transactionId, vendorTxCode, txType, status, fields } = notification;
  const contentHash = hashOf(fields);
  const now = new Date();
  await pool.query(INSERT, [
    ...[contentHash, transactionId, vendorTxCode, txType, status, vault.seal(fields, contentHash), now],
    ...['OK', verified, vendorTxCode, true],
  ]);
}

const INSERT = `
  INSERT INTO notification (content_hash, transaction_id, vendor_tx_code, tx_type, status, fields, received_at,
                            answered, verified, key, needs_amount, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $7)
  ON CONFLICT (content_hash) DO UPDATE SET repeats = notification.repeats + 1`;

const url = await server.listen({ host: '127.0.0.1', port: 0 });
serveMeasured(url, () => server.close());
