import type { TopicDefinition } from '#libs/contracts';
import type { RegistryClient } from '../registry/registry-client.js';
import { COMPATIBILITY, subjectOf } from '../registry/schema-registry.js';

/** Where one topic's schema stands in the registry. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly state: 'registered' | 'new version' | 'new subject' | 'refused';
  /** Why it is refused, in the registry's words, with the version it does not go with. Empty otherwise. */
  readonly reasons: readonly string[];
}

/** Asks the registry, of each topic, whether our schema is there, and if not, whether it goes with every version that is. Changes nothing. */
export async function askRegistry(
  client: RegistryClient,
  topics: readonly TopicDefinition[],
): Promise<RegisteredSchema[]> {
  const answers: RegisteredSchema[] = [];
  for (const topic of topics) answers.push(await ask(client, subjectOf(topic), topic.record.schema));
  return answers;
}

/** Registers what is missing and sets our compatibility rule on each subject. Throws at the first that the registry refuses. */
export async function registerSchemas(
  client: RegistryClient,
  topics: readonly TopicDefinition[],
): Promise<RegisteredSchema[]> {
  const before = await askRegistry(client, topics);
  for (const topic of topics) {
    await client.register(subjectOf(topic), topic.record.schema);
    await client.setCompatibility(subjectOf(topic), COMPATIBILITY);
  }
  return before;
}

async function ask(client: RegistryClient, subject: string, schema: object): Promise<RegisteredSchema> {
  if ((await client.idOf(subject, schema)) !== undefined) return { subject, state: 'registered', reasons: [] };
  const versions = await client.versionsOf(subject);
  if (versions.length === 0) return { subject, state: 'new subject', reasons: [] };
  const reasons: string[] = [];
  for (const version of versions) {
    const { isCompatible, messages } = await client.compatibilityWith(subject, version, schema);
    if (!isCompatible) reasons.push(`version ${version}: ${messages.join('; ') || 'not compatible'}`);
  }
  return { subject, state: reasons.length === 0 ? 'new version' : 'refused', reasons };
}
