import { describe, expect, it } from '@jest/globals';
import {
  factKindOf,
  meaningOf,
  PI_STATUS,
  REPORTING_STATE,
  reportedWords,
  tellsAnAmount,
  type StatusMeaning,
} from '../index.js';

// Written out a second time, row by row: a slip in one table has to be made twice to pass.
type Rows = readonly (readonly [txType: string, statuses: string, meaning: StatusMeaning])[];

const PI: Rows = [
  ['Payment', 'Ok', 'CAPTURED'],
  ['Repeat', 'Ok', 'CAPTURED'],
  ['Authorise', 'Ok', 'CAPTURED'],
  ['Deferred', 'Ok', 'AUTHORISED'],
  ['Authenticate', 'Authenticated Registered', 'AUTHENTICATED'],
  ['Refund', 'Ok', 'REFUNDED'],
  ...['Payment', 'Deferred', 'Authenticate', ''].map((type) => [type, '3DAuth Redirect', 'PENDING'] as const),
  ...['Payment', 'Deferred', 'Authenticate', 'Authorise', 'Repeat', 'Refund', ''].map(
    (type) => [type, 'NotAuthed Rejected Malformed Invalid Error', 'DECLINED'] as const,
  ),
];
const PI_TYPES = ['Payment', 'Deferred', 'Authenticate', 'Authorise', 'Repeat', 'Refund', '', 'Teleport', 'payment'];
const PI_STATUSES =
  'Ok NotAuthed Rejected Malformed Invalid Error Authenticated Registered 3DAuth Redirect Frobnicated OK ok'.split(' ');

const FAILED = '1 8 9 10 11 12 13 17 20 30 31 32 33 34 35 37';
const NOT_YET = '2 3 4 5 6 7 24 28 38';
const EVERY_TYPE = [
  ...['Payment', 'Repeat', 'Authorise', 'Manual', 'Deferred', 'RepeatDeferred'],
  ...['Authenticate', 'Refund', 'PreAuth'],
];
const REPORTING: Rows = [
  ...EVERY_TYPE.flatMap((type) => [
    [type, FAILED, 'DECLINED'] as const,
    [type, NOT_YET, 'PENDING'] as const,
    [type, '25 39', 'NONE'] as const,
  ]),
  ...['Payment', 'Repeat', 'Authorise', 'Manual', 'Deferred', 'RepeatDeferred'].flatMap((type) => [
    [type, '16 29', 'CAPTURED'] as const,
    [type, '18', 'VOIDED'] as const,
    [type, '23 36', 'SETTLEMENT_FAILED'] as const,
  ]),
  ...['Deferred', 'RepeatDeferred'].flatMap((type) => [
    [type, '14', 'AUTHORISED'] as const,
    [type, '19 27', 'RELEASED_WITHOUT_CAPTURE'] as const,
  ]),
  ['Authenticate', '15 21', 'AUTHENTICATED'],
  ['Authenticate', '22 26', 'RELEASED_WITHOUT_CAPTURE'],
  ['Refund', '16 29', 'REFUNDED'],
  ['Token', `${FAILED} ${NOT_YET} 25 39`, 'NONE'],
];
const REPORTING_TYPES = [...EVERY_TYPE, 'Token', 'Teleport', 'PAYMENT', ''];
/** 1 to 39, the shop software's own 0, one that Opayo has yet to invent, and no state. */
const STATES = [...Array.from({ length: 41 }, (_, state) => String(state)), ''];

const meaningIn = (rows: Rows, txType: string, status: string): StatusMeaning =>
  rows.find(([type, statuses]) => type === txType && statuses.split(' ').includes(status))?.[2] ?? 'UNRECOGNISED';

const pairs = (types: readonly string[], statuses: readonly string[]) =>
  types.flatMap((txType) => statuses.map((status) => ({ txType, status })));

describe("Pi's vocabulary", () => {
  it.each(pairs(PI_TYPES, PI_STATUSES))('$txType $status has one meaning', (words) => {
    expect(meaningOf(PI_STATUS, words)).toBe(meaningIn(PI, words.txType, words.status));
  });
});

describe("the Reporting API's vocabulary", () => {
  it.each(pairs(REPORTING_TYPES, STATES))('$txType in state $status has one meaning', ({ txType, status }) => {
    const stateId = status === '' ? null : Number(status);
    expect(meaningOf(REPORTING_STATE, reportedWords({ transactionType: txType, stateId }))).toBe(
      meaningIn(REPORTING, txType, status),
    );
  });

  it('a refund that came undone is no fact of ours: every word for it would take back money that came back', () => {
    for (const status of ['18', '23', '36']) {
      expect(meaningOf(REPORTING_STATE, { txType: 'Refund', status })).toBe('UNRECOGNISED');
    }
  });
});

describe('every table', () => {
  const words = [
    ...Object.entries(PI_STATUS).map(([type, statuses]) => [PI, type, statuses] as const),
    ...Object.entries(REPORTING_STATE).map(([type, statuses]) => [REPORTING, type, statuses] as const),
  ];

  it.each(words)('has no row that this test does not know (%#)', (rows, type, statuses) => {
    for (const [status, meaning] of Object.entries(statuses)) expect(meaningIn(rows, type, status)).toBe(meaning);
  });

  it('what says nothing about money needs no amount, and is never paid for who has no word for it', () => {
    expect(tellsAnAmount('NONE')).toBe(false);
    expect(factKindOf(REPORTING_STATE, { txType: 'Token', status: '25' })).toBe('UNRECOGNISED');
    for (const meaning of ['REFUNDED', 'VOIDED', 'SETTLEMENT_FAILED'] as const) {
      expect(tellsAnAmount(meaning)).toBe(true);
    }
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is no word of any', (word) => {
    for (const table of [PI_STATUS, REPORTING_STATE]) {
      expect(meaningOf(table, { txType: word, status: '16' })).toBe('UNRECOGNISED');
      expect(meaningOf(table, { txType: 'Payment', status: word })).toBe('UNRECOGNISED');
    }
  });
});
