import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type TopicDefinition } from '#libs/contracts';
import { stack } from '#libs/testing';
import { frame } from './framing.js';
import { RegistryClient } from './registry-client.js';
import { COMPATIBILITY, SchemaRegistry, subjectOf } from './schema-registry.js';

const ALERT: Alert = {
  ...{ eventId: 'e', alertId: 'a', code: 'C', state: 'RAISED', severity: 'INFO', owner: 'finance', service: 'posting' },
  ...{ subject: 's', orderId: null, effectId: null, what: 'w', whatToDo: 'd' },
  ...{ amountMinor: null, currency: null, raisedAt: 1_700_000_000_000, resolvedAt: null },
};

describe('against a real registry', () => {
  let url: string;
  let client: RegistryClient;
  /** A topic with a subject of its own, so that each test begins with an empty one. */
  const topicOfItsOwn = (): TopicDefinition<Alert> => ({ ...TOPICS.alerts, name: `test-${randomUUID()}` });

  beforeAll(async () => {
    url = (await stack()).schemaRegistryUrl;
    client = new RegistryClient({ url });
  });

  it('a value comes back as it was, read by somebody who never wrote one', async () => {
    const topic = topicOfItsOwn();
    const framed = await new SchemaRegistry({ url, autoRegister: true }).encode(topic, ALERT);
    await expect(new SchemaRegistry({ url }).decode(topic, framed)).resolves.toEqual(ALERT);
  });

  it('registering sets the rule for all later versions, and a second writer gets the same id', async () => {
    const topic = topicOfItsOwn();
    const id = await new SchemaRegistry({ url, autoRegister: true }).idFor(topic);
    await expect(client.compatibilityOf(subjectOf(topic))).resolves.toBe(COMPATIBILITY);
    await expect(new SchemaRegistry({ url }).idFor(topic)).resolves.toBe(id);
    await expect(client.versionsOf(subjectOf(topic))).resolves.toEqual([1]);
  });

  it('several writers of a new record at once all get its one id', async () => {
    // The registry's own race shows about once in a few subjects; ten make it sure to be met.
    for (const topic of Array.from({ length: 10 }, topicOfItsOwn)) {
      const writers = Array.from({ length: 8 }, () => new SchemaRegistry({ url, autoRegister: true }));
      const ids = await Promise.all(writers.map((writer) => writer.idFor(topic)));
      expect(new Set(ids).size).toBe(1);
      await expect(client.compatibilityOf(subjectOf(topic))).resolves.toBe(COMPATIBILITY);
    }
  });

  it('without leave to register, a schema the registry lacks is waited for', async () => {
    const topic = topicOfItsOwn();
    const registry = new SchemaRegistry({ url });
    await expect(registry.encode(topic, ALERT)).rejects.toMatchObject({
      kind: 'retryable',
      code: 'SCHEMA_NOT_REGISTERED',
    });
    await client.register(subjectOf(topic), topic.record.schema);
    await expect(registry.encode(topic, ALERT)).resolves.toBeInstanceOf(Buffer);
  });

  it('an id it does not know is waited for', async () => {
    const framed = frame(2_000_000_000, Buffer.from([0]));
    const reading = new SchemaRegistry({ url }).decode(TOPICS.alerts, framed);
    await expect(reading).rejects.toMatchObject({ kind: 'retryable', code: 'UNKNOWN_SCHEMA' });
  });

  it('the answer to a compatibility question is in its body', async () => {
    const subject = subjectOf(topicOfItsOwn());
    const field = (name: string, extra = {}) => ({ name, type: 'string', ...extra });
    const schema = (...fields: object[]) => ({ type: 'record', name: 'R', fields });
    await client.register(subject, schema(field('a')));
    await client.setCompatibility(subject, COMPATIBILITY);
    const optional = { name: 'b', type: ['null', 'string'], default: null };
    await expect(client.compatibilityWith(subject, 'latest', schema(field('a'), optional))).resolves.toEqual({
      isCompatible: true,
      messages: [],
    });
    const refused = await client.compatibilityWith(subject, 'latest', schema(field('a'), field('b')));
    expect(refused.isCompatible).toBe(false);
    await expect(client.register(subject, schema(field('a'), field('b')))).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      facts: { status: 409 },
    });
  });
});
