import { describe, expect, it } from '@jest/globals';
import { TOPICS, type ErpOrderChange, type TopicDefinition } from '#libs/contracts';
import { CompiledRecord } from './compiled-record.js';
import { checkEncodable } from './schema-registry.js';

const CHANGES: TopicDefinition<ErpOrderChange> = TOPICS.erpOrderChanges;
const HEAD = { eventId: 'e', orderId: 'gifts/1', company: 'GIFT', salesOrder: '1', customerCode: 'C', observedAt: 1 };
const SHIPPED = { ...HEAD, kind: 'SHIPPED', shipped: { complete: true } } as const;
const INVOICED = { invoice: '1', invoiceDate: '2026-01-01', valueMinor: 1199, balanceMinor: 0, currency: 'GBP' };

describe('what can be published', () => {
  it('a record with exactly the body of its kind', () => {
    expect(() => checkEncodable(CHANGES.name, SHIPPED)).not.toThrow();
    expect(() => checkEncodable(CHANGES.name, { ...SHIPPED, invoiced: null })).not.toThrow();
  });

  it.each<[string, object, string, string]>([
    ['no body', { ...HEAD, kind: 'SHIPPED' }, 'KIND_BODY_MISMATCH', 'SHIPPED has no body'],
    ['another’s body', { ...HEAD, kind: 'SHIPPED', invoiced: INVOICED }, 'KIND_BODY_MISMATCH', 'has invoiced'],
    ['two bodies', { ...SHIPPED, invoiced: INVOICED }, 'KIND_BODY_MISMATCH', 'shipped and invoiced'],
    ['the kind that only readers see', { ...HEAD, kind: 'UNKNOWN' }, 'KIND_BODY_MISMATCH', 'nobody writes it'],
    ['a kind that is none', { ...HEAD, kind: 'LOST' }, 'NOT_ENCODABLE', 'kind (enum expected)'],
    ['a missing field', { ...SHIPPED, company: undefined }, 'NOT_ENCODABLE', 'company (string expected)'],
    ['a field of another name', { ...SHIPPED, compny: 'x' }, 'NOT_ENCODABLE', 'does not fit'],
    [
      'a fraction of a penny',
      { ...HEAD, kind: 'INVOICED', invoiced: { ...INVOICED, valueMinor: 0.5 } },
      'NOT_ENCODABLE',
      'invoiced.valueMinor (long expected)',
    ],
    [
      'money beyond 2^53',
      { ...HEAD, kind: 'INVOICED', invoiced: { ...INVOICED, valueMinor: 2 ** 53 } },
      'NOT_ENCODABLE',
      'valueMinor',
    ],
    ['more than the topic takes', { ...SHIPPED, salesOrder: 'x'.repeat(2 ** 20) }, 'TOO_LARGE', 'larger than'],
  ])('not %s: our bug, told by the field and never by what is in it', (_, body, code, text) => {
    const check = () => checkEncodable(CHANGES.name, { ...body, orderId: 'a-secret' });
    expect(check).toThrow(
      expect.objectContaining({ kind: 'invariant-violation', code, message: expect.stringContaining(text) }),
    );
    expect(check).not.toThrow(/a-secret/);
  });

  it('nothing, but on a compacted topic, where it deletes its key', () => {
    expect(() => checkEncodable(TOPICS.orderStatus.name, null)).not.toThrow();
    expect(() => checkEncodable(CHANGES.name, null)).toThrow(expect.objectContaining({ code: 'NOT_ENCODABLE' }));
    expect(() => checkEncodable('no.such.topic', {})).toThrow(RangeError);
  });
});

describe('reading what another wrote', () => {
  const record = CompiledRecord.of(CHANGES.record);

  it('with our own schema gives what went in', () => {
    const read = record.readerFor(structuredClone(CHANGES.record.schema));
    expect(read(record.encode(SHIPPED))).toEqual({
      ...SHIPPED,
      statusChanged: null,
      invoiced: null,
      invoiceBalanceChanged: null,
    });
  });

  it('of another record is refused, and so is what is no schema', () => {
    const refused = expect.objectContaining({ kind: 'rejected', code: 'DECODE_FAILED' });
    expect(() => record.readerFor(TOPICS.alerts.record.schema)).toThrow(refused);
    expect(() => record.readerFor({ type: 'no such type' })).toThrow(refused);
  });
});
