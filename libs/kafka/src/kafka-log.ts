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
 * KafkaJS's log lines under our own levels. It says `error` of everything it is about to retry, so its errors are our warnings; what is
 * truly wrong reaches the log through the consumer's state and the publisher's errors. Its joins and pauses are details.
 */
export function logCreatorFor(log: KafkaLog, onEntry: (entry: LogEntry) => void = () => {}): logCreator {
  return () => (entry) => {
    onEntry(entry);
    const { message, timestamp: _timestamp, logger: _logger, ...facts } = entry.log;
    const text = `kafkajs ${entry.namespace}: ${message}`;
    if (entry.level === levels.ERROR || entry.level === levels.WARN) log.warn(facts, text);
    else log.debug(facts, text);
  };
}
