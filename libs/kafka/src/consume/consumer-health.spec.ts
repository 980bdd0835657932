import { expect, it } from '@jest/globals';
import { healthOf, type ConsumerFacts } from './consumer-health.js';

const NOW = new Date('2026-01-01T12:00:00Z');
const before = (ms: number) => new Date(NOW.getTime() - ms);
const WELL: ConsumerFacts = {
  ...{ ended: undefined, joined: true, working: false, overdueSince: undefined, paused: [] },
  ...{ lastProgressAt: before(100), progressDeadlineMs: 1_000 },
};
const PAUSED = { topic: 't', partition: 1, code: 'AWAY', text: 'x', since: NOW, attempts: 1, resumesAt: NOW };

it.each<[string, Partial<ConsumerFacts>, string, boolean, boolean]>([
  ['nothing to do', {}, 'idle', true, true],
  ['a handler at work', { working: true }, 'working', true, true],
  ['a partition that waits', { working: true, paused: [PAUSED] }, 'paused', true, true],
  ['brokers that are away', { joined: false }, 'reconnecting', true, false],
  ['brokers that are away for long', { joined: false, lastProgressAt: before(9_999) }, 'reconnecting', true, false],
  ['a handler past its deadline', { working: true, overdueSince: before(1) }, 'stuck', false, false],
  ['a client that stopped fetching', { lastProgressAt: before(1_001) }, 'stuck', false, false],
  ['a long batch', { working: true, lastProgressAt: before(1_001) }, 'working', true, true],
  ['a client that ended', { ended: new Error('x'), joined: false }, 'stuck', false, false],
])('%s', (_, facts, state, live, ready) => {
  expect(healthOf({ ...WELL, ...facts }, NOW)).toMatchObject({ state, live, ready });
});
