import { describe, expect, it } from '@jest/globals';
import { nextLookAt, type LookedAt } from './look-schedule.js';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

const waitMs = (kind: LookedAt['kind'], ageMs: number, batchAgeMs?: number): number | null => {
  const batchSeenAt = batchAgeMs === undefined ? null : ago(batchAgeMs);
  const next = nextLookAt({ kind, stateSince: ago(ageMs), batchSeenAt }, NOW, 5 * DAY_MS);
  return next && next.getTime() - NOW.getTime();
};

describe('when a transaction is looked at again', () => {
  it.each([
    ['DECLINED', 0],
    ['VOIDED', 0],
    ['SETTLEMENT_FAILED', 0],
    ['RELEASED_WITHOUT_CAPTURE', 0],
    ['NONE', 0],
    ['AUTHORISED', 35 * DAY_MS],
    ['AUTHENTICATED', 95 * DAY_MS],
    ['CAPTURED', 30 * DAY_MS],
    ['REFUNDED', 30 * DAY_MS],
    ['PENDING', 30 * DAY_MS],
    ['MISSING', 30 * DAY_MS],
    ['UNRECOGNISED', 90 * DAY_MS],
  ] as const)('%s of age %d ms is final, and not before', (kind, ageMs) => {
    expect(waitMs(kind, ageMs)).toBeNull();
    if (ageMs > 0) expect(waitMs(kind, ageMs - 1)).not.toBeNull();
  });

  it.each([
    ['PENDING', 0, MINUTE_MS],
    ['PENDING', 30 * MINUTE_MS, 15 * MINUTE_MS],
    ['PENDING', DAY_MS, HOUR_MS],
    ['AUTHORISED', 0, 15 * MINUTE_MS],
    ['AUTHORISED', 4 * HOUR_MS, 2 * HOUR_MS],
    ['AUTHORISED', 20 * DAY_MS, 6 * HOUR_MS],
    ['CAPTURED', 0, 15 * MINUTE_MS],
    ['MISSING', 10 * MINUTE_MS, 5 * MINUTE_MS],
  ] as const)('%s of age %d ms waits %d ms: half its age, within bounds', (kind, ageMs, expected) => {
    expect(waitMs(kind, ageMs)).toBe(expected);
  });

  it('in a batch it is looked at daily while settlement may fail, then never', () => {
    expect(waitMs('CAPTURED', 6 * DAY_MS, 0)).toBe(DAY_MS);
    expect(waitMs('REFUNDED', 6 * DAY_MS, 5 * DAY_MS - 1)).toBe(DAY_MS);
    expect(waitMs('CAPTURED', 6 * DAY_MS, 5 * DAY_MS)).toBeNull();
  });

  it('no wait is longer than the one that was set', () => {
    const about = { kind: 'AUTHORISED', stateSince: ago(20 * DAY_MS), batchSeenAt: null } as const;
    expect(nextLookAt(about, NOW, 0, HOUR_MS)).toEqual(new Date(NOW.getTime() + HOUR_MS));
    const inBatch = { kind: 'CAPTURED', stateSince: ago(DAY_MS), batchSeenAt: ago(HOUR_MS) } as const;
    expect(nextLookAt(inBatch, NOW, 5 * DAY_MS, HOUR_MS)).toEqual(new Date(NOW.getTime() + HOUR_MS));
  });
});
