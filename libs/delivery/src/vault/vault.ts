import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { InvariantViolation, RetryableError } from '#libs/errors';

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/**
 * Seals values for storage: personal data is in PostgreSQL only like this. AES-256-GCM, a random 96-bit nonce each time.
 *
 *     version (1 byte) | key id (4, of the key's SHA-256) | nonce (12) | tag (16) | sealed JSON
 *
 * Keys rotate: give the new key first and the old ones behind it; the first seals, all of them open.
 */
export class Vault {
  readonly #keys = new Map<string, Buffer>();
  readonly #sealing: { id: Buffer; key: Buffer };

  /** Base64 of 32 bytes each; several as an array or as one text separated by commas. Throws `RangeError` otherwise, never showing the key. */
  constructor(keysBase64: string | readonly string[]) {
    const texts = typeof keysBase64 === 'string' ? keysBase64.split(',') : keysBase64;
    const keys = texts.map((text) => keyOf(text.trim()));
    for (const { id, key } of keys) this.#keys.set(id.toString('hex'), key);
    const [first] = keys;
    if (!first) throw new RangeError('A vault needs a key');
    this.#sealing = first;
  }

  /** Seals a value as JSON (`undefined` as null). `context` is bound to it and must be given again to open, so that sealed values cannot change places. */
  seal(value: unknown, context = ''): Buffer {
    return this.sealBytes(Buffer.from(JSON.stringify(value ?? null)), context);
  }

  /** The value sealed. Raises as `openBytes`. */
  open<T>(sealed: Buffer, context = ''): T {
    return JSON.parse(this.openBytes(sealed, context).toString('utf8')) as T;
  }

  /** Seals bytes as they are. */
  sealBytes(bytes: Buffer, context = ''): Buffer {
    const header = Buffer.concat([Buffer.from([VERSION]), this.#sealing.id, randomBytes(NONCE_BYTES)]);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing.key, nonceOf(header), { authTagLength: TAG_BYTES });
    cipher.setAAD(authenticated(header, context));
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([header, cipher.getAuthTag(), sealed]);
  }

  /**
   * The bytes sealed. Raises `InvariantViolation` SEALED_DATA_CORRUPT when anything of it or its context was changed, `RetryableError`
   * SEALING_KEY_UNKNOWN (target `data-encryption-key`) when it was sealed with a key that is not among ours: put that key back.
   */
  openBytes(sealed: Buffer, context = ''): Buffer {
    if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw corrupt(sealed.length);
    const header = sealed.subarray(0, HEADER_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#keyFor(header), nonceOf(header), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(authenticated(header, context));
    decipher.setAuthTag(sealed.subarray(HEADER_BYTES, HEADER_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES + TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw corrupt(sealed.length, error);
    }
  }

  #keyFor(header: Buffer): Buffer {
    const keyId = header.subarray(1, 1 + KEY_ID_BYTES).toString('hex');
    const key = this.#keys.get(keyId);
    if (key) return key;
    throw new RetryableError('Sealed with a key that is not among ours', {
      code: 'SEALING_KEY_UNKNOWN',
      target: 'data-encryption-key',
      facts: { keyId },
    });
  }
}

function keyOf(base64: string): { id: Buffer; key: Buffer } {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new RangeError('A data encryption key is the base64 of exactly 32 bytes');
  return { id: createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES), key };
}

function nonceOf(header: Buffer): Buffer {
  return header.subarray(1 + KEY_ID_BYTES);
}

function authenticated(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}

function corrupt(byteLength: number, cause?: unknown): InvariantViolation {
  return new InvariantViolation('Sealed data was changed or does not belong here', {
    code: 'SEALED_DATA_CORRUPT',
    facts: { byteLength },
    cause,
  });
}
