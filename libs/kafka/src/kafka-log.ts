import type { LogEntry, logCreator } from 'kafkajs';
import { logLevel as levels } from './client/kafkajs.js';

/** The part of a pino logger that this library needs. */
export interface KafkaLog {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** A log that says nothing, for tools and tests. */
export const SILENT: KafkaLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Said whenever an idempotent producer gives up at all. Ours does on purpose (`ProducerLane`): a send that was tried in vain fails, its producer
 * is thrown away, and the outbox sends the rows again, which readers know by their event id. Trying for ever, as KafkaJS would have it, would hang
 * a send for as long as Kafka is away, with nobody told and nothing able to stop it.
 */
const PRODUCER_GIVES_UP = 'Limiting retries for the idempotent producer may invalidate EoS guarantees';

/**
 * KafkaJS's log lines under our own levels. It says `error` of everything it is about to retry, so its errors are our warnings; what is
 * truly wrong reaches the log through the consumer's state and the publisher's errors. Its joins and pauses are details.
 */
export function logCreatorFor(log: KafkaLog, onEntry: (entry: LogEntry) => void = () => {}): logCreator {
  return () => (entry) => {
    onEntry(entry);
    const { message, timestamp: _timestamp, logger: _logger, ...facts } = entry.log;
    const text = `kafkajs ${entry.namespace}: ${message}`;
    const isTrouble = entry.level === levels.ERROR || entry.level === levels.WARN;
    if (isTrouble && message !== PRODUCER_GIVES_UP) log.warn(facts, text);
    else log.debug(facts, text);
  };
}
