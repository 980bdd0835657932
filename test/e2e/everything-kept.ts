import { createDecipheriv } from 'node:crypto';
import type { TestSpace } from '#libs/testing';

const [KEY_ID_AND_VERSION_BYTES, NONCE_BYTES, TAG_BYTES] = [5, 12, 16];

/** Every value of every row of a service's tables as one text, what is sealed too: to search it for what must not be there. */
export async function everythingKept(space: TestSpace, service: string): Promise<string> {
  const schema = space.schema(service);
  const tables = await space.query<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
    [schema],
  );
  const key = Buffer.from(space.env(service)['DATA_ENCRYPTION_KEY'] ?? '', 'base64');
  const kept: string[] = [];
  for (const { name } of tables) {
    for (const row of await space.query(`SELECT * FROM "${schema}"."${name}"`)) {
      for (const value of Object.values(row)) kept.push(textOf(value, key));
    }
  }
  return kept.join('\n');
}

function textOf(value: unknown, key: Buffer): string {
  if (!Buffer.isBuffer(value)) return JSON.stringify(value) ?? '';
  return `${value.toString('latin1')}\n${unsealed(value, key)}`;
}

/** As libs/delivery's Vault seals it, without asking what it belongs to. */
function unsealed(sealed: Buffer, key: Buffer): string {
  const head = KEY_ID_AND_VERSION_BYTES + NONCE_BYTES;
  if (sealed.length < head + TAG_BYTES) return '';
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(KEY_ID_AND_VERSION_BYTES, head), {
    authTagLength: TAG_BYTES,
  });
  return decipher.update(sealed.subarray(head + TAG_BYTES)).toString('utf8');
}
