import { describe, expect, it } from '@jest/globals';
import { createKafka, type KafkaLog } from './index.js';

/** What a producer, made but not connected, writes into our log. */
function producerLines(): string[] {
  const lines: string[] = [];
  const at = (level: string) => (_facts: object, text: string) => void lines.push(`${level}: ${text}`);
  const log: KafkaLog = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  createKafka({ brokers: ['127.0.0.1:1'], clientId: 'spec' }, { log }).producer();
  return lines;
}

describe("KafkaJS's log lines", () => {
  it('do not warn of giving up, which is meant: the outbox sends again', () => {
    expect(producerLines()).toEqual([expect.stringMatching(/^debug: kafkajs Producer: Limiting retries/)]);
  });
});
