import { describe, expect, it } from '@jest/globals';
import type { Disposition } from '#libs/delivery';
import { afterAttempt, type AttemptEnd } from './after-attempt.js';
import type { Effect } from './effect.js';
import type { EffectState } from './effect-state.js';

const EARLIER = new Date('2026-11-23T11:00:00Z');
const NOW = new Date('2026-11-23T12:00:00Z');
const LATER = new Date('2026-11-23T12:01:00Z');
const QUARANTINE_MS = 65_000;

const effectIn = (state: EffectState, rest: Partial<Effect> = {}): Effect => ({
  effectId: 'e',
  orderId: 'gifts/1',
  company: 'GIFT',
  kind: 'POST_RECEIPT',
  sequence: 1,
  requestHash: 'h',
  reference: 'r',
  amountMinor: null,
  currency: null,
  dependsOn: [],
  issuedAt: NOW,
  traceparent: null,
  revision: 1,
  state,
  parked: false,
  sends: state === 'CLAIMED' ? 0 : 1,
  failures: 0,
  firstFailedAt: null,
  plannedAt: EARLIER,
  sentAt: null,
  unknownSince: state === 'UNKNOWN' ? NOW : null,
  settledAt: null,
  lastCode: null,
  lastText: null,
  evidence: null,
  ...rest,
});

const retry: Disposition = { action: 'retry', dueAt: LATER, code: 'C' };
const readBack: Disposition = { action: 'readBack', dueAt: LATER, code: 'C' };
const reason = { code: 'C', text: 't', owner: 'finance', suggestedFix: 'f', severity: 'WARNING' as const, facts: {} };
const park: Disposition = { action: 'park', ...reason };
const page: Disposition = { action: 'page', ...reason };
const failed = (disposition: Disposition): AttemptEnd => ({ end: 'failed', disposition, code: 'C', text: 't' });

const after = (
  effect: Effect,
  end: AttemptEnd,
  { posted = false, endedAt = NOW, startedAt }: { posted?: boolean; endedAt?: Date; startedAt?: Date } = {},
) => afterAttempt(effect, end, { startedAt: startedAt ?? endedAt, endedAt, posted }, QUARANTINE_MS);

describe('a failed attempt', () => {
  it.each<[string, EffectState, Disposition, boolean, EffectState, boolean]>([
    ['nothing was sent', 'CLAIMED', retry, false, 'PLANNED', false],
    ['nothing was sent, budget spent', 'CLAIMED', park, false, 'PLANNED', true],
    ['our bug before sending', 'CLAIMED', page, false, 'PLANNED', true],
    ['surely not sent after all', 'SENT', retry, false, 'PLANNED', false],
    ['no answer', 'SENT', readBack, false, 'UNKNOWN', false],
    ['our bug after sending', 'SENT', page, false, 'UNKNOWN', true],
    ['answered, then not finished', 'SENT', retry, true, 'UNKNOWN', false],
    ['found, then not finished', 'CLAIMED', retry, true, 'UNKNOWN', false],
    ['SYSPRO away while reading back', 'UNKNOWN', retry, false, 'UNKNOWN', false],
    ['reading back for too long', 'UNKNOWN', park, false, 'UNKNOWN', true],
  ])('%s: %s with %j and posted %s becomes %s, parked %s', (_, from, disposition, posted, state, parked) => {
    const progress = after(effectIn(from), failed(disposition), { posted });
    expect(progress).toMatchObject({ state, parked, failures: 1, lastCode: 'C' });
    expect(progress.dueAt === null).toBe(parked);
    expect(progress.unknownSince === null).toBe(state !== 'UNKNOWN');
  });

  it('a fresh doubt is looked into at once, before what was planned later; further looks come when the table says', () => {
    expect(after(effectIn('SENT'), failed(readBack)).dueAt).toEqual(EARLIER);
    expect(after(effectIn('UNKNOWN'), failed(readBack)).dueAt).toEqual(LATER);
  });
});

describe('absence', () => {
  const absent = (again: Disposition): AttemptEnd => ({ end: 'absent', again });

  it('is not believed within the quarantine, which counts from the doubt', () => {
    const endedAt = new Date(NOW.getTime() + QUARANTINE_MS - 1);
    expect(after(effectIn('UNKNOWN'), absent(retry), { endedAt })).toMatchObject({
      state: 'UNKNOWN',
      unknownSince: NOW,
      dueAt: new Date(NOW.getTime() + QUARANTINE_MS),
    });
  });

  it('is not believed when it was asked within the quarantine and answered after it', () => {
    const endedAt = new Date(NOW.getTime() + QUARANTINE_MS);
    const startedAt = new Date(endedAt.getTime() - 1);
    expect(after(effectIn('UNKNOWN'), absent(retry), { startedAt, endedAt })).toMatchObject({
      state: 'UNKNOWN',
      dueAt: endedAt,
    });
  });

  it('afterwards allows another sending, or parks when there were enough', () => {
    const endedAt = new Date(NOW.getTime() + QUARANTINE_MS);
    expect(after(effectIn('UNKNOWN'), absent(retry), { endedAt })).toMatchObject({
      state: 'PLANNED',
      parked: false,
      dueAt: LATER,
      evidence: { provenAbsentAt: endedAt.toISOString() },
    });
    expect(after(effectIn('UNKNOWN'), absent(park), { endedAt })).toMatchObject({ state: 'PLANNED', parked: true });
  });
});

describe('an answer', () => {
  it('settles with its evidence beside what was known', () => {
    const effect = effectIn('UNKNOWN', { evidence: { provenAbsentAt: 'x' }, failures: 3, firstFailedAt: NOW });
    expect(after(effect, { end: 'done', evidence: { journal: '1' } })).toMatchObject({
      state: 'CONFIRMED',
      failures: 0,
      firstFailedAt: null,
      evidence: { provenAbsentAt: 'x', journal: '1' },
    });
  });

  it('a refusal rejects and parks', () => {
    const refused: AttemptEnd = { end: 'refused', code: 'PERIOD_CLOSED', text: 'closed', evidence: {} };
    expect(after(effectIn('CLAIMED'), refused)).toMatchObject({
      state: 'REJECTED',
      parked: true,
      dueAt: null,
      lastCode: 'PERIOD_CLOSED',
    });
  });

  it('for an effect nobody claimed is our bug', () => {
    expect(() => after(effectIn('PLANNED'), { end: 'done', evidence: {} })).toThrow('PLANNED cannot become CONFIRMED');
    expect(() => after(effectIn('CONFIRMED'), failed(retry))).toThrow('CONFIRMED cannot become PLANNED');
  });
});
