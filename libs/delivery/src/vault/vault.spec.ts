import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvariantViolation, RetryableError } from '#libs/errors';
import { Vault } from './vault.js';

const key = (filling: string): string => Buffer.alloc(32, filling).toString('base64');
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('the vault', () => {
  const vault = new Vault(key('a'));

  it('gives back any JSON value it sealed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, context) => {
        expect(vault.open(vault.seal(value, context), context)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives back any bytes it sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(vault.openBytes(vault.sealBytes(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('takes undefined for null', () => {
    expect(vault.open(vault.seal(undefined))).toBeNull();
  });

  it('seals the same value differently each time and shows nothing of it', () => {
    const [first, second] = [vault.seal('Ada Lovelace'), vault.seal('Ada Lovelace')];

    expect(first.equals(second)).toBe(false);
    expect(first.includes('Lovelace')).toBe(false);
  });

  it('opens nothing of which a single bit was changed', () => {
    const sealed = vault.seal({ name: 'Ada Lovelace' });
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      // In the four bytes of the key id the change says that another key sealed it.
      const inKeyId = bit >> 3 >= 1 && bit >> 3 <= 4;
      expect(thrownBy(() => vault.open(changed))).toMatchObject(
        inKeyId ? { code: 'SEALING_KEY_UNKNOWN' } : { code: 'SEALED_DATA_CORRUPT' },
      );
    }
  });

  it.each([
    ['nothing', 0],
    ['a part of the header', 16],
    ['all but the last byte', -1],
  ])('opens no value of which only %s is left', (_what, end) => {
    const error = thrownBy(() => vault.open(vault.seal('Ada Lovelace').subarray(0, end)));

    expect(error).toBeInstanceOf(InvariantViolation);
    expect(error).toMatchObject({ code: 'SEALED_DATA_CORRUPT' });
  });

  it('opens a value only in the context it was sealed in', () => {
    const sealed = vault.seal('Ada Lovelace', 'outbox 1');

    expect(thrownBy(() => vault.open(sealed, 'outbox 2'))).toMatchObject({ code: 'SEALED_DATA_CORRUPT' });
    expect(thrownBy(() => vault.open(sealed))).toMatchObject({ code: 'SEALED_DATA_CORRUPT' });
  });

  it('opens what the old key sealed once the new key stands before it, and seals with the new one', () => {
    const rotated = new Vault(`${key('b')}, ${key('a')}`);

    expect(rotated.open(vault.seal('before'))).toBe('before');
    expect(new Vault([key('b')]).open(rotated.seal('after'))).toBe('after');
  });

  it('waits for a key that is missing instead of calling the data corrupt', () => {
    const error = thrownBy(() => new Vault(key('b')).open(vault.seal('before')));

    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: 'SEALING_KEY_UNKNOWN', target: 'data-encryption-key' });
  });

  it.each(['', 'c2hvcnQ=', Buffer.alloc(33).toString('base64')])(
    'refuses a key of the wrong length without showing it',
    (text) => {
      const error = thrownBy(() => new Vault(text));

      expect(error).toBeInstanceOf(RangeError);
      if (text) expect(String(error)).not.toContain(text);
    },
  );
});
