import { describe, expect, it } from '@jest/globals';
import { STATUS_WORDS } from '../order/status-words.js';
import { EVENT_TYPES, eventTypeOf } from './event-types.js';

describe('event types', () => {
  it.each([
    ['the first word', null, 'PAID', 'order.paid'],
    ['another word', 'INVOICED', 'RECEIPTED', 'order.receipted'],
    ['a word of two', 'PAID', 'PART_SHIPPED', 'order.part_shipped'],
    ['the same word, something else changed', 'INVOICED', 'INVOICED', 'order.updated'],
    ['nothing a shop could use', null, 'UNKNOWN', 'order.updated'],
  ] as const)('%s', (_, before, now, type) => {
    expect(eventTypeOf(before, now)).toBe(type);
  });

  it('are a closed list that has each type that is ever sent, once', () => {
    const sent = STATUS_WORDS.map(({ word }) => eventTypeOf(null, word));
    expect(EVENT_TYPES.map(({ type }) => type)).toEqual([...new Set([...sent, 'order.updated'])]);
  });
});
