import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import avro, { type Schema } from 'avsc';
import { TOPICS, type ErpOrderChange, type TopicDefinition } from '#libs/contracts';
import { DeliverySpace, waitFor } from './delivery-space.js';

const CHANGES: TopicDefinition<ErpOrderChange> = TOPICS.erpOrderChanges;

interface WritableSchema {
  fields: { name: string; type: unknown; default?: unknown }[];
}
const HEAD = { eventId: 'e', orderId: 'gifts/1', company: 'GIFT', salesOrder: '1', customerCode: 'C', observedAt: 1 };

describe('a writer that is ahead of the reader', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('newer writers', 1, [CHANGES]);
  });
  afterEach(() => delivery.close());

  /** Our schema with one more kind, its body, and one more field in the head. */
  const newerSchema = (): WritableSchema => {
    const schema = structuredClone(CHANGES.record.schema) as WritableSchema;
    (schema.fields.find(({ name }) => name === 'kind')?.type as { symbols: string[] }).symbols.push('BACK_ORDERED');
    const body = { type: 'record', name: 'BackOrdered', fields: [{ name: 'until', type: 'string' }] };
    schema.fields.push({ name: 'backOrdered', type: ['null', body], default: null });
    schema.fields.push({ name: 'operator', type: ['null', 'string'], default: null });
    return schema;
  };

  const write = async (schema: WritableSchema, record: object): Promise<void> => {
    const id = await register(delivery.space.schemaRegistryUrl, schema);
    const bytes = avro.Type.forSchema(schema as unknown as Schema, { wrapUnions: 'never' } as never).toBuffer(record);
    const header = Buffer.alloc(5);
    header.writeUInt32BE(id, 1);
    const messages = [{ key: 'gifts/1', value: Buffer.concat([header, bytes]) }];
    await (await delivery.producer()).send({ topic: delivery.space.topic(CHANGES), messages });
  };

  it('of a kind we do not know yet: the handler gets UNKNOWN and its head, to park it', async () => {
    await write(newerSchema(), { ...HEAD, kind: 'BACK_ORDERED', backOrdered: { until: '2027-01-01' }, operator: 'x' });
    const reader = await delivery.reader<ErpOrderChange>(async () => {}, { topic: CHANGES });
    const [record] = await waitFor('the record', () => (reader.stored.length > 0 ? reader.stored : undefined));
    expect(record?.value).toMatchObject({ ...HEAD, kind: 'UNKNOWN' });
    expect(record?.value).not.toHaveProperty('backOrdered');
    expect(reader.quarantined).toEqual([]);
  });

  it('in fields that we do not have: they are passed over', async () => {
    await write(newerSchema(), { ...HEAD, kind: 'SHIPPED', shipped: { complete: true }, operator: 'x' });
    const reader = await delivery.reader<ErpOrderChange>(async () => {}, { topic: CHANGES });
    const [record] = await waitFor('the record', () => (reader.stored.length > 0 ? reader.stored : undefined));
    expect(record?.value).toMatchObject({ kind: 'SHIPPED', shipped: { complete: true } });
  });

  it.each([
    [
      'another kind’s body',
      {
        kind: 'SHIPPED',
        invoiced: { invoice: '1', invoiceDate: 'd', valueMinor: 1, balanceMinor: 1, currency: 'GBP' },
      },
    ],
    [
      'two bodies',
      { kind: 'SHIPPED', shipped: { complete: true }, statusChanged: { statusCode: '1', statusWord: 'w' } },
    ],
    ['no body', { kind: 'SHIPPED' }],
  ])('a record with %s goes to quarantine', async (_, body) => {
    await write(CHANGES.record.schema as WritableSchema, { ...HEAD, ...body });
    const reader = await delivery.reader<ErpOrderChange>(async () => {}, { topic: CHANGES });
    await waitFor('the quarantine', () => reader.quarantined[0]?.code === 'KIND_BODY_MISMATCH');
    expect(reader.stored).toEqual([]);
  });
});

/** Under a subject of its own: readers know a schema by its id. */
async function register(url: string, schema: object): Promise<number> {
  const body = JSON.stringify({ schema: JSON.stringify(schema) });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/subjects/test-${randomUUID()}/versions`, { method: 'POST', headers, body });
  return ((await response.json()) as { id: number }).id;
}
