import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { stack } from '#libs/testing';
import { RegistryClient } from '../registry/registry-client.js';
import { subjectOf } from '../registry/schema-registry.js';
import { askRegistry, registerSchemas } from './registered-schemas.js';

let client: RegistryClient;
beforeAll(async () => {
  client = new RegistryClient({ url: (await stack()).schemaRegistryUrl });
});

const withSchema = (topic: TopicDefinition, change: (schema: { fields: object[] }) => void): TopicDefinition => {
  const schema = structuredClone(topic.record.schema) as { fields: object[] };
  change(schema);
  return { ...topic, record: { ...topic.record, schema } };
};

it('a schema is new, then registered; its next version is taken or refused by what the registry says', async () => {
  const topic: TopicDefinition = { ...(TOPICS.alerts as TopicDefinition), name: `test-${randomUUID()}` };
  expect(await askRegistry(client, [topic])).toMatchObject([{ subject: subjectOf(topic), state: 'new subject' }]);
  await registerSchemas(client, [topic]);
  expect(await askRegistry(client, [topic])).toMatchObject([{ state: 'registered' }]);
  expect(await client.compatibilityOf(subjectOf(topic))).toBe('FULL_TRANSITIVE');

  const grown = withSchema(topic, ({ fields }) => fields.push({ name: 'x', type: ['null', 'string'], default: null }));
  const broken = withSchema(topic, ({ fields }) => fields.push({ name: 'x', type: 'string' }));
  expect(await askRegistry(client, [grown, broken])).toMatchObject([
    { state: 'new version', reasons: [] },
    { state: 'refused', reasons: [expect.stringMatching(/^version 1: /)] },
  ]);
  await expect(registerSchemas(client, [broken])).rejects.toMatchObject({ code: 'REGISTRY_REFUSED' });
});
