import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom, isObservable } from 'rxjs';
import { InvariantViolation } from '#libs/errors';
import type { KafkaConnection } from '../kafka-connection.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';
import type { ConsumerHealth } from './consumer-health.js';
import { DEFAULT_POLICY, type ConsumePolicy } from './consume-policy.js';
import { GroupConsumer, type Subscription } from './group-consumer.js';
import { KAFKA_BATCHES, type BatchExtras } from './on-batch.js';
import type { KafkaPage } from './page.js';
import type { QuarantineStore } from './quarantine-store.js';

export interface KafkaStrategyOptions {
  readonly kafka: KafkaConnection;
  readonly registry: SchemaRegistry;
  /** Logical: the run's prefix is put before it, and nothing behind it. By custom the service's name. */
  readonly groupId: string;
  /** Where bytes go that no reader understands. */
  readonly quarantine: QuarantineStore;
  readonly policy?: Partial<ConsumePolicy> | undefined;
  /** A person should look at something. Default: an error in the log. */
  readonly onPage?: ((page: KafkaPage) => void) | undefined;
  /** The consumer has ended and does not come back by itself: end the process. Default: nothing; liveness fails either way. */
  readonly onEnded?: ((error: Error) => void) | undefined;
}

const IDLE: ConsumerHealth = { state: 'idle', reason: '', live: true, ready: true, paused: [] };

/** Gives a Nest application's `@OnBatch` methods their records. Connect it with `app.connectMicroservice({ strategy })`. */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = KAFKA_BATCHES;
  /** Errors come back to us; Nest need not report them. */
  override readonly propagatesEventHandlerErrors = true;
  private group: GroupConsumer | undefined;

  constructor(private readonly options: KafkaStrategyOptions) {
    super();
  }

  /** Starts reading in the background and calls back at once; only a wiring that cannot work is an error. */
  listen(callback: (error?: unknown) => void): void {
    try {
      const subscriptions = [...this.getHandlers()].map(([pattern, handler]) => this.subscription(pattern, handler));
      if (subscriptions.length > 0) this.group = new GroupConsumer(this.groupOptions(), subscriptions);
      this.group?.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Lets running handlers return, commits what they stored, leaves the group. */
  async close(): Promise<void> {
    await this.group?.close();
  }

  /** How reading is going; idle before `listen` and where there is no handler. */
  health(): ConsumerHealth {
    return this.group?.health() ?? IDLE;
  }

  /** Nest's way to listen for a transport's events; `health` and the options' callbacks are ours. */
  on(): never {
    throw new InvariantViolation('KafkaStrategy tells its events through its options');
  }

  /** KafkaJS's own consumer, once listening. */
  unwrap<T>(): T {
    if (!this.group) throw new InvariantViolation('KafkaStrategy is not listening');
    return this.group.client as T;
  }

  private subscription(pattern: string, handler: MessageHandler): Subscription {
    const topic = (handler.extras as Partial<BatchExtras> | undefined)?.batchesOf;
    if (!topic) throw new InvariantViolation(`The handler of '${pattern}' is not declared with @OnBatch`);
    if (handler.next) throw new InvariantViolation(`${topic.name} has two handlers: they would be stored half`);
    return {
      topic,
      call: async (records, context) => {
        // Nest's pipeline gives an observable where an interceptor or the error filter took part.
        const result: unknown = await handler(records, context);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      },
    };
  }

  private groupOptions(): ConstructorParameters<typeof GroupConsumer>[0] {
    const { policy, onPage, onEnded, ...options } = this.options;
    const { log } = options.kafka;
    return {
      ...options,
      policy: { ...DEFAULT_POLICY, ...policy },
      onPage: onPage ?? (({ code, text, facts }) => log.error({ ...facts, code }, text)),
      onEnded: onEnded ?? (() => undefined),
    };
  }
}
