import { RetryableError, type RejectedError } from '#libs/errors';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { KafkaLog } from '../kafka-log.js';
import type { KafkaMetrics } from '../kafka-metrics.js';
import { schemaIdOf } from '../registry/framing.js';
import type { KafkaPage } from './page.js';
import type { QuarantineRate } from './quarantine-rate.js';
import type { QuarantineStore, RecordToQuarantine } from './quarantine-store.js';

/** Puts records aside with everything needed to replay them, up to the rate at which the fault is rather ours than theirs. */
export class Quarantine {
  constructor(
    private readonly store: QuarantineStore,
    private readonly rate: QuarantineRate,
    private readonly windowMs: number,
    private readonly kafka: { readonly metrics: KafkaMetrics; readonly log: KafkaLog },
    private readonly onPage: (page: KafkaPage) => void,
  ) {}

  /** Returns when the bytes are kept. Throws `RetryableError` when they could not be, or too many were of late. */
  async keep(topic: string, partition: number, message: KafkaMessage, why: RejectedError): Promise<void> {
    if (!this.rate.allows(topic)) throw this.tooMany(topic, partition, why);
    const quarantineId = await this.store.keep(recordOf(topic, partition, message, why)).catch((error: unknown) => {
      const text = `The quarantine does not take a record: ${(error as Error).message}`;
      throw new RetryableError(text, { code: 'QUARANTINE_UNAVAILABLE', cause: error });
    });
    this.rate.count(topic);
    this.kafka.metrics.quarantined?.({ topic, code: why.code });
    const facts = { topic, partition, offset: message.offset, quarantineId };
    this.kafka.log.error({ ...facts, code: why.code, err: why }, 'record put into quarantine');
    if (why.code !== 'HANDLER_FAILED') return;
    this.onPage({ code: 'KAFKA_HANDLER_FAILED', text: `${why.message}; the record is in quarantine`, facts });
  }

  private tooMany(topic: string, partition: number, why: RejectedError): RetryableError {
    const text = `More of ${topic} would go to quarantine than is plausible (${why.code}: ${why.message})`;
    this.onPage({ code: 'KAFKA_QUARANTINE_RATE', text, facts: { topic, partition, cause: why.code } });
    return new RetryableError(text, { code: 'QUARANTINE_RATE', retryAfterMs: this.windowMs, cause: why });
  }
}

function recordOf(topic: string, partition: number, message: KafkaMessage, why: RejectedError): RecordToQuarantine {
  const { key, value, offset, timestamp } = message;
  return {
    topic,
    partition,
    offset,
    key,
    value,
    headers: bytesOf(message.headers),
    schemaId: (value && schemaIdOf(value)) ?? null,
    code: why.code,
    text: why.message,
    byteLength: value?.length ?? 0,
    writtenAt: new Date(Number(timestamp)),
  };
}

function bytesOf(headers: IHeaders | undefined): Record<string, Buffer[]> {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => {
    const values = Array.isArray(value) ? value : [value ?? ''];
    return [name, values.map((each) => Buffer.from(each as Buffer))] as const;
  });
  return Object.fromEntries(entries);
}
