import { OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../record/consumed-record.js';
import { undecodable } from '../registry/compiled-record.js';

/** What a batch needs done; each of these may throw `RetryableError`, which ends the batch there. */
export interface BatchTools<T> {
  readonly maxRecordsPerCall: number;
  /** Throws `RejectedError` for a record that can never be read. */
  read(message: KafkaMessage): Promise<ConsumedRecord<T>> | ConsumedRecord<T>;
  /** All or nothing. */
  handle(records: ConsumedRecord<T>[]): Promise<void>;
  /** Returns when the bytes are kept. */
  quarantine(message: KafkaMessage, why: RejectedError): Promise<void>;
  /** False when the partition is lost or we are stopping. */
  mayGoOn(): boolean;
}

export interface BatchResult {
  /** How many messages, from the first on, are stored or in quarantine: the next one is the first unfinished. */
  readonly finished: number;
  /** Why it ended before its end, when waiting may mend that. */
  readonly waitsFor?: Error;
}

/** Takes the messages of one partition, in order, to their handler or into quarantine, as far as it goes. Never throws. */
export async function consumeBatch<T>(messages: readonly KafkaMessage[], tools: BatchTools<T>): Promise<BatchResult> {
  const batch = new PartitionBatch(messages, tools);
  try {
    await batch.run();
    return { finished: batch.finished };
  } catch (error) {
    return { finished: batch.finished, waitsFor: error as Error };
  }
}

class PartitionBatch<T> {
  finished = 0;

  constructor(
    private readonly messages: readonly KafkaMessage[],
    private readonly tools: BatchTools<T>,
  ) {}

  async run(): Promise<void> {
    while (this.finished < this.messages.length && this.tools.mayGoOn()) {
      const { records, unread, error } = await this.readAhead();
      if (records.length > 0) await this.handleOrIsolate(records);
      if (!unread || !this.tools.mayGoOn()) continue;
      if (!(error instanceof RejectedError)) throw error;
      await this.quarantine(unread, error);
    }
  }

  /** The next records for one call, up to the first that cannot be read, with the reason. */
  private async readAhead(): Promise<{ records: ConsumedRecord<T>[]; unread?: KafkaMessage; error?: unknown }> {
    const records: ConsumedRecord<T>[] = [];
    for (const message of this.messages.slice(this.finished, this.finished + this.tools.maxRecordsPerCall)) {
      try {
        const read = this.tools.read(message);
        records.push(read instanceof Promise ? await read : read);
      } catch (error) {
        return { records, unread: message, error };
      }
    }
    return { records };
  }

  /** Calls the handler; when it cannot bear the records, with each half of them, until the one it cannot bear stands alone. */
  private async handleOrIsolate(records: ConsumedRecord<T>[]): Promise<void> {
    try {
      await this.tools.handle(records);
      this.finished += records.length;
    } catch (error) {
      if (comesAgain(error)) throw error;
      const [first, ...others] = this.messages.slice(this.finished, this.finished + records.length);
      if (first && others.length === 0) return this.quarantine(first, unbearable(error));
      const half = Math.ceil(records.length / 2);
      for (const part of [records.slice(0, half), records.slice(half)]) {
        if (this.tools.mayGoOn()) await this.handleOrIsolate(part);
      }
    }
  }

  private async quarantine(message: KafkaMessage, why: RejectedError): Promise<void> {
    await this.tools.quarantine(message, why);
    this.finished += 1;
  }
}

/** Storing is idempotent: after a lost answer to a commit the same records may simply come again. */
function comesAgain(error: unknown): boolean {
  return error instanceof RetryableError || error instanceof OutcomeUnknownError;
}

function unbearable(error: unknown): RejectedError {
  const { name, code } = error as { name?: string; code?: unknown };
  const what = typeof code === 'string' ? `${name ?? 'Error'} ${code}` : (name ?? 'something that is no error');
  return undecodable('HANDLER_FAILED', `The handler threw ${what}`, error);
}
