import { describe, expect, it } from '@jest/globals';
import { KafkaShops } from './kafka-shops.js';

describe('the shops that may be spoken for on Kafka', () => {
  it.each([
    ['', 'gifts', false],
    ['', null, false],
    ['gifts, books', 'books', true],
    ['gifts', null, true],
    ['gifts', 'books', false],
    ['*', 'anybody', true],
  ])('%j: %s → %s', (text, shop, allowed) => {
    expect(KafkaShops.parse(text)?.maySpeak(shop)).toBe(allowed);
  });

  it.each(['gi/fts', 'gifts;books', '*,gifts'])('%j is no list of shops', (text) => {
    expect(KafkaShops.parse(text)).toBeUndefined();
  });
});
