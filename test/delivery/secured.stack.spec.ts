import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyTopics, createKafka, type KafkaConfig, type SaslMechanism } from '#libs/kafka';
import { waitFor } from '#libs/testing';
import { ALERTS } from './delivery-space.js';
import { haveJars, SecuredBroker, USER } from './secured-broker.js';

// Needs a broker with other settings than the run's, so the jars of the local stack.
(haveJars ? describe : describe.skip)('a broker that asks for TLS and a log-on', () => {
  let broker: SecuredBroker;
  const config = (changes: Partial<KafkaConfig> = {}): KafkaConfig => ({
    brokers: [broker.address],
    clientId: 'secured-test',
    tls: { ca: broker.authority },
    sasl: { mechanism: 'PLAIN', ...USER },
    ...changes,
  });
  const apply = (changes?: Partial<KafkaConfig>) => applyTopics(createKafka(config(changes)), [ALERTS]);

  beforeAll(async () => {
    broker = await SecuredBroker.start();
    await waitFor('the broker to answer', () => apply(), { timeoutMs: 40_000, intervalMs: 200 });
  });
  afterAll(() => broker.stop());

  it.each<SaslMechanism>(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('lets us in with %s', async (mechanism) => {
    const [report] = await apply({ sasl: { mechanism, ...USER } });
    expect(report).toMatchObject({ name: 'alerts.v1', state: 'as described' });
  });

  it('refuses a wrong password', async () => {
    await expect(apply({ sasl: { mechanism: 'PLAIN', username: 'alice', password: 'wrong' } })).rejects.toThrow(
      /authentication/i,
    );
  });

  it('is refused by us when somebody we do not know signed its certificate', async () => {
    await expect(apply({ tls: {} })).rejects.toThrow(/self-signed|unable to verify/);
  });
});
