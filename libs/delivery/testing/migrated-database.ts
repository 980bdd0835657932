import { randomBytes } from 'node:crypto';
import { Database, type DatabaseOptions } from '../src/database/database.js';
import { DELIVERY_MIGRATIONS, migrate } from '../src/database/migrate.js';
import type { OutboxMessage } from '../src/outbox/outbox-message.js';
import { Vault } from '../src/vault/vault.js';

/** For tests only. */
export const TEST_VAULT = new Vault(Buffer.alloc(32, 'delivery').toString('base64'));

/** A database in a schema of its own, with this library's tables; `drop` removes both. */
export async function migratedDatabase(
  url: string,
  options: Partial<DatabaseOptions> = {},
): Promise<{ database: Database; drop: () => Promise<void> }> {
  const schema = options.schema ?? `test_delivery_${randomBytes(6).toString('hex')}`;
  const database = new Database({ url, applicationName: 'delivery-test', ...options, schema });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  const drop = async (): Promise<void> => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`);
    await database.close();
  };
  return { database, drop };
}

/** A message of topic `orders`; its eventId tells key and number. */
export function aMessage(key: string, number: number, overrides: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    topic: 'orders',
    key,
    eventId: `${overrides.topic ?? 'orders'} ${key} ${number}`,
    type: 'OrderPlaced',
    subject: key,
    occurredAt: new Date('2026-03-04T05:06:07.089Z'),
    body: { number },
    ...overrides,
  };
}

/** A promise and its end. */
export function signal<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolved) => (resolve = resolved));
  return { promise, resolve };
}
