import { describe, expect, it } from '@jest/globals';
import { factKindOf, meaningOf, SERVER_STATUS, tellsAnAmount, type StatusMeaning } from '../index.js';

/** Every status and type word of the Server documents, and one invented of each. */
const STATUSES = [
  ...[
    'OK',
    'NOTAUTHED',
    'ABORT',
    'REJECTED',
    'AUTHENTICATED',
    'REGISTERED',
    'PENDING',
    'ERROR',
    'MALFORMED',
    'INVALID',
  ],
  ...['3DAUTH', 'PPREDIRECT', 'OK REPEATED', 'FROBNICATED'],
];
const TYPES = ['PAYMENT', 'DEFERRED', 'AUTHENTICATE', 'TOKEN', 'REFUND', 'INVENTED'];

const RECOGNISED: Record<string, StatusMeaning> = {
  'PAYMENT OK': 'CAPTURED',
  'DEFERRED OK': 'AUTHORISED',
  'AUTHENTICATE AUTHENTICATED': 'AUTHENTICATED',
  'AUTHENTICATE REGISTERED': 'AUTHENTICATED',
};
for (const type of ['PAYMENT', 'DEFERRED', 'AUTHENTICATE']) {
  RECOGNISED[`${type} PENDING`] = 'PENDING';
  for (const status of ['NOTAUTHED', 'ABORT', 'REJECTED', 'ERROR', 'MALFORMED', 'INVALID']) {
    RECOGNISED[`${type} ${status}`] = 'DECLINED';
  }
}

for (const status of ['OK', 'PENDING', 'NOTAUTHED', 'ABORT', 'REJECTED', 'ERROR', 'MALFORMED', 'INVALID']) {
  RECOGNISED[`TOKEN ${status}`] = 'NONE';
}

describe("the Server notification's vocabulary", () => {
  it.each(TYPES.flatMap((txType) => STATUSES.map((status) => ({ txType, status }))))(
    '$txType $status has one meaning',
    (words) => {
      expect(meaningOf(SERVER_STATUS, words)).toBe(RECOGNISED[`${words.txType} ${words.status}`] ?? 'UNRECOGNISED');
    },
  );

  it('has no row that this test does not know', () => {
    const rows = Object.entries(SERVER_STATUS).flatMap(([type, statuses]) =>
      Object.keys(statuses).map((status) => `${type} ${status}`),
    );
    expect(rows.sort()).toEqual(Object.keys(RECOGNISED).sort());
  });

  it.each(['ok', 'Ok', ' OK', 'constructor', 'toString', '__proto__', ''])('%j is no word of it', (status) => {
    expect(factKindOf(SERVER_STATUS, { txType: 'PAYMENT', status })).toBe('UNRECOGNISED');
    expect(factKindOf(SERVER_STATUS, { txType: status, status: 'OK' })).toBe('UNRECOGNISED');
  });

  it('only money taken or reserved needs an amount', () => {
    expect((['CAPTURED', 'AUTHORISED', 'AUTHENTICATED'] as const).every(tellsAnAmount)).toBe(true);
    expect((['DECLINED', 'PENDING', 'UNRECOGNISED'] as const).some(tellsAnAmount)).toBe(false);
  });
});
