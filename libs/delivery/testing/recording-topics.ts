import type { OutboxMessage } from '../src/outbox/outbox-message.js';

/** What becomes of one call of `publish`: nothing, an error before, in the middle of, or after the delivery. */
export interface Fate {
  readonly error: unknown;
  /** How many of the call's messages are delivered although it fails; default none. */
  readonly delivered?: number;
}

/** Stands in for the topics: keeps what was published, and fails where told. */
export class RecordingTopics {
  readonly delivered: OutboxMessage[] = [];
  readonly calls: (readonly OutboxMessage[])[] = [];

  constructor(
    private readonly fateOf: (messages: readonly OutboxMessage[], call: number) => Fate | undefined = () => undefined,
  ) {}

  readonly publish = async (messages: readonly OutboxMessage[]): Promise<void> => {
    const fate = this.fateOf(messages, this.calls.length);
    this.calls.push(messages);
    this.delivered.push(...(fate ? messages.slice(0, fate.delivered ?? 0) : messages));
    if (fate) throw fate.error;
  };

  /** The numbers delivered of one key, in their order. */
  numbersOf(key: string, topic = 'orders'): number[] {
    return this.delivered
      .filter((message) => message.key === key && message.topic === topic)
      .map(({ body }) => (body as { number: number }).number);
  }
}
