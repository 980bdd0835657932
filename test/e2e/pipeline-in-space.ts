import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { createKafka, SchemaRegistry, type KafkaConnection } from '#libs/kafka';
import type { RunningService } from '#libs/service';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import {
  readEverything,
  readReplay,
  type TraceAddresses,
  type ReplayReport,
} from '../../deploy/local/src/demo/readings.js';
import { summarise, type Summary } from '../../deploy/local/src/demo/summary.js';
import { startPipeline, type Pipeline, type PipelineServiceName } from '../../deploy/local/src/pipeline.js';

type Environment = Record<string, string>;

/** Everything between the sandbox and the sandbox, in the order in which an order passes. */
export const SERVICES = ['ingestion', 'transformation', 'posting', 'order-status'] as const;

/** What takes seconds outside takes milliseconds here; each still longer than what it has to outlast. */
const QUICK: Partial<Record<PipelineServiceName, Environment>> = {
  sandbox: { WAREHOUSE_PACE_ORDERS_PER_SECOND: '200' },
  ingestion: { APPLY_MAX_BACKOFF_MS: '200' },
  // What SYSPRO refuses is to reach SYSPRO: the stories are about what happens then. One story is about what is found before.
  transformation: { MASTER_DATA_POLICY: 'ignore' },
  posting: {
    // Long enough for a busy machine: what takes longer is in doubt, and no story but its own is about doubt.
    SYSPRO_TIMEOUT_MS: '5000',
    READ_BACK_QUARANTINE_MS: '5000',
    LANE_IDLE_MS: '200',
    LANE_REST_LONGEST_MS: '200',
    RETRY_FIRST_MS: '50',
    POLL_INTERVAL_MS: '250',
    POLL_LONGEST_INTERVAL_MS: '250',
  },
};

export interface PipelineInSpaceOptions {
  /** Per service on top of `QUICK`. */
  readonly overrides?: Partial<Record<PipelineServiceName, Environment>>;
}

/** A fault of the sandbox's e.net; see the sandbox's README. */
export interface FaultRequest {
  readonly kind: string;
  readonly businessObject?: string;
  readonly operation?: string;
  /** Text that stands somewhere in the document. */
  readonly reference?: string;
  readonly operator?: string;
  readonly onNthCall?: number;
  readonly times?: number;
  readonly delayMs?: number;
  readonly text?: string;
}

/** A record as it stands on its topic. */
export interface RecordOnTopic<T> {
  readonly key: string;
  readonly value: T;
}

/** All services and the sandbox under one test's own names on the real stack, and the questions the stories ask. */
export class PipelineInSpace {
  private readonly kafka: KafkaConnection;
  private readonly registry: SchemaRegistry;
  private readings = 0;

  private constructor(
    readonly space: TestSpace,
    private readonly pipeline: Pipeline,
  ) {
    const { kafkaBrokers, schemaRegistryUrl, topicPrefix, groupPrefix } = space;
    this.kafka = createKafka({ brokers: kafkaBrokers.split(','), clientId: 'story', topicPrefix, groupPrefix });
    this.registry = new SchemaRegistry({ url: schemaRegistryUrl, autoRegister: true });
  }

  static async open(name: string, { overrides = {} }: PipelineInSpaceOptions = {}): Promise<PipelineInSpace> {
    const space = await testSpace(name);
    try {
      await space.createTopics(Object.values(TOPICS), { maxPartitions: 2 });
      const pipeline = await startPipeline({
        shared: {},
        // Many stories are about trouble, which the services rightly complain of.
        environmentFor: (service) => space.env(service, { LOG_LEVEL: 'silent', ...QUICK[service] }),
        overrides,
        ports: { sandbox: 0, ingestion: 0, transformation: 0, posting: 0, 'order-status': 0 },
      });
      return new PipelineInSpace(space, pipeline);
    } catch (error) {
      await space.close();
      throw error;
    }
  }

  /** Where the demo's readings are taken. */
  get addresses(): TraceAddresses {
    const { sandbox, posting, 'order-status': orderStatus } = this.pipeline.urls;
    return { sandbox, posting, orderStatus };
  }

  /** Where a service is. */
  urlOf(name: PipelineServiceName): string {
    return this.pipeline.urls[name];
  }

  async close(): Promise<void> {
    await this.pipeline.close();
    await this.space.close();
  }

  stop(...names: readonly PipelineServiceName[]): Promise<unknown> {
    return Promise.all(names.map((name) => this.pipeline.stop(name)));
  }

  /** Under the same address, with the same schema, unless `changes` say otherwise. */
  start(name: PipelineServiceName, changes?: Environment): Promise<void> {
    return this.pipeline.start(name, changes);
  }

  /** A second of a service beside the one there is. */
  startReplica(name: PipelineServiceName): Promise<RunningService> {
    return this.pipeline.startReplica(name);
  }

  /** Lets the shop replay a file; what it has sent before it does not send again. */
  replay(file: string): Promise<ReplayReport> {
    return this.send('POST', 'sandbox', '/replay', { file, ingestionUrl: this.pipeline.urls.ingestion });
  }

  /** Plan and progress of the replay. */
  progress(): Promise<ReplayReport> {
    return readReplay(this.addresses);
  }

  /** Waits until every order of the file is completed or waits for a person, and tells what the demo would. */
  async ended(): Promise<Summary> {
    const { file } = await this.progress();
    try {
      await waitFor(
        'every order to end',
        async () => {
          const { steps } = await this.steps();
          if (steps.completed + steps.needsAttention >= file.sales) return true;
          throw new Error(`of ${file.sales} orders ${JSON.stringify(steps)}`);
        },
        { timeoutMs: 40_000 },
      );
    } catch (error) {
      throw new Error(`not every order ended; ${await this.troubles()}`, { cause: error });
    }
    return summarise(await readEverything(this.addresses));
  }

  /** What the services themselves complain of, for a story that did not end. */
  async troubles(): Promise<string> {
    const told = SERVICES.map(async (service) => {
      const response = await fetch(`${this.pipeline.urls[service]}/health/ready`);
      const { checks } = (await response.json()) as { checks: { name: string; ok: boolean; detail?: string }[] };
      return checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${service}, ${name}: ${detail ?? 'not ok'}`);
    });
    const lines = (await Promise.allSettled(told)).flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    return lines.length > 0 ? lines.join('; ') : 'no service complains';
  }

  /** How many orders have reached each step, by order-status. */
  steps(): Promise<{ steps: Record<string, number> & { completed: number; needsAttention: number } }> {
    return this.get('order-status', '/summary');
  }

  /** Replaces the sandbox's faults. */
  faults(...faults: readonly FaultRequest[]): Promise<unknown> {
    return this.send('PUT', 'sandbox', '/faults', faults);
  }

  /** SYSPRO's own book: an order is known by its purchase order, which begins with our reference. */
  async salesOrders(): Promise<SalesOrderInBook[]> {
    return this.get('sandbox', '/books/syspro/sales-orders');
  }

  async receipts(): Promise<ReceiptInBook[]> {
    return this.get('sandbox', '/books/syspro/receipts');
  }

  /** What posting has parked. */
  async parked(): Promise<ParkedItemShown[]> {
    return (await this.get<{ parked: ParkedItemShown[] }>('posting', '/parked')).parked;
  }

  /** How a service answers whether it is ready, and what it says of one dependency. */
  async readiness(service: PipelineServiceName, dependency: string): Promise<{ status: string; state?: string }> {
    const report = await this.get<{ status: string; checks: { name: string; state?: string }[] }>(
      service,
      '/health/ready',
    );
    return { ...report.checks.find(({ name }) => name === dependency), status: report.status };
  }

  /** An effect as posting shows it; refused when posting does not know it. */
  effect(effectId: string): Promise<EffectShown> {
    return this.get('posting', `/effects/${effectId}`);
  }

  async get<T>(service: PipelineServiceName, path: string): Promise<T> {
    const response = await fetch(`${this.pipeline.urls[service]}${path}`);
    return answerOf<T>(response);
  }

  async send<T>(method: 'POST' | 'PUT', service: PipelineServiceName, path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.pipeline.urls[service]}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answerOf<T>(response);
  }

  /** Everything on a topic from its beginning to its end as it is now; each key's records in order. */
  async recordsOn<T>(topic: TopicDefinition<T>): Promise<RecordOnTopic<T>[]> {
    const ends = await this.endsOf(topic);
    const groupId = this.kafka.groupId(`story-${(this.readings += 1)}`);
    const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    const records: RecordOnTopic<T>[] = [];
    const read = new Map<number, bigint>();
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: this.kafka.topicName(topic.name), fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message: { key, value, offset }, partition }) => {
          if (value) records.push({ key: String(key), value: await this.registry.decode<T>(topic, value) });
          read.set(partition, BigInt(offset) + 1n);
        },
      });
      await waitFor(`all of ${topic.name}`, () =>
        [...ends].every(([partition, end]) => end === 0n || (read.get(partition) ?? 0n) >= end),
      );
    } finally {
      await consumer.disconnect();
    }
    return records;
  }

  /** How many records were ever put on a topic. */
  async countOn(topic: TopicDefinition): Promise<number> {
    return Number([...(await this.endsOf(topic)).values()].reduce((sum, end) => sum + end, 0n));
  }

  /** Waits until a service's group has stored everything there is on these topics. */
  async caughtUp(group: string, topics: readonly TopicDefinition[]): Promise<void> {
    const ends = await Promise.all(topics.map(async (topic) => [topic, await this.endsOf(topic)] as const));
    await this.asAdmin(async (admin) => {
      await waitFor(`${group} to read everything`, async () => {
        const committed = await admin.fetchOffsets({ groupId: group });
        const storedOf = (topic: TopicDefinition, partition: number): bigint =>
          BigInt(
            committed
              .find((found) => found.topic === this.kafka.topicName(topic.name))
              ?.partitions.find((found) => found.partition === partition)?.offset ?? -1,
          );
        return ends.every(([topic, of]) =>
          [...of].every(([partition, end]) => end === 0n || storedOf(topic, partition) >= end),
        );
      });
    });
  }

  private async endsOf(topic: TopicDefinition): Promise<Map<number, bigint>> {
    const offsets = await this.asAdmin((admin) => admin.fetchTopicOffsets(this.kafka.topicName(topic.name)));
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  }

  private async asAdmin<T>(work: (admin: ReturnType<KafkaConnection['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** A sales order as SYSPRO's own book has it; amounts in pence. */
export interface SalesOrderInBook {
  readonly salesOrder: string;
  readonly customerPoNumber: string;
  readonly orderStatus: string;
  readonly grossMinor: number;
}

/** A receipt as SYSPRO's own book has it; amounts in pence. */
export interface ReceiptInBook {
  readonly reference: string;
  readonly valueMinor: number;
  readonly narration: string;
}

/** A transaction as Opayo's own book has it; amounts in pence. */
export interface TransactionInBook {
  readonly transactionId: string;
  readonly capturedMinor: number;
}

/** What posting shows of an effect, as far as the stories ask. */
export interface EffectShown {
  readonly effect: {
    readonly state: string;
    readonly parked: boolean;
    readonly sends: number;
    readonly evidence: Readonly<Record<string, string | number | boolean | null>> | null;
  };
  readonly attempts: readonly {
    readonly purpose: 'POST' | 'READ_BACK';
    readonly result: string;
    readonly calls: readonly { readonly businessObject: string; readonly result: string; readonly document: string }[];
  }[];
}

/** What posting shows of something parked, as far as the stories ask. */
export interface ParkedItemShown {
  readonly key: string;
  readonly orderId: string | null;
  readonly effectId: string | null;
  readonly code: string;
  readonly text: string;
  readonly amountMinor: number | null;
}

/** What order-status tells of an order, as far as the stories ask. */
export interface Story {
  readonly orderId: string;
  readonly sequence: number;
  readonly updatedAt: string;
  readonly status: string;
  readonly salesOrder: string | null;
  readonly customerPoNumber: string | null;
  readonly receipts: readonly string[];
  readonly attention: { readonly code: string; readonly text: string; readonly owner: string } | null;
  readonly timeline: readonly {
    readonly what: string;
    readonly topic: string;
    readonly kind: string;
    readonly keys: Readonly<Record<string, string>>;
  }[];
}

/** What a compacted topic comes to. */
export function lastPerKey<T>(records: readonly RecordOnTopic<T>[]): Map<string, T> {
  return new Map(records.map(({ key, value }) => [key, value]));
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} was answered with ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
