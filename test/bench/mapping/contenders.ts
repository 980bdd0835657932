import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, EventPattern, Payload, ServerKafka } from '@nestjs/microservices';
import { CompressionTypes, Kafka, logLevel, type EachBatchPayload } from 'kafkajs';
import { lastValueFrom } from 'rxjs';
import { TOPICS, type CreateSalesOrder, type ErpCommand, type ShopOrder } from '#libs/contracts';
import { createKafka, KafkaStrategy, OnBatch, Publisher, SchemaRegistry, type ConsumedRecord } from '#libs/kafka';
import { aCreateSalesOrder, type TestSpace } from '#libs/testing';
import { readOrder, writeCommand } from './plain-avro.js';

/** One run: reads `records` orders from the beginning of their topic, writes a command for each, and tells the seconds from the first order to the last command. */
export interface Run {
  readonly space: TestSpace;
  /** Of this run alone, so that it reads from the beginning. */
  readonly group: string;
  readonly records: number;
  readonly commandOf: (order: ShopOrder) => ErpCommand;
}

/** Tells when all are done, and how long it took since the first. */
class Stopwatch {
  private startedAt: number | undefined;
  private count = 0;
  private resolve: (seconds: number) => void = () => undefined;
  readonly seconds = new Promise<number>((resolve) => (this.resolve = resolve));

  constructor(private readonly records: number) {}

  begin(): void {
    this.startedAt ??= performance.now();
  }

  done(count: number): void {
    this.count += count;
    if (this.count >= this.records) this.resolve((performance.now() - (this.startedAt ?? 0)) / 1000);
  }
}

/** The body as a command. */
export function commandFrom(order: ShopOrder, made: CreateSalesOrder): ErpCommand {
  return aCreateSalesOrder({ orderId: order.orderId, effectId: `sales-order:GIFT:${order.orderId}` }, made);
}

function clientOf(space: TestSpace): Kafka {
  return new Kafka({ brokers: space.kafkaBrokers.split(','), clientId: 'bench', logLevel: logLevel.NOTHING });
}

/** libs/kafka: our loop, our publisher, every record checked both ways. */
export async function withOurs({ space, group, records, commandOf }: Run): Promise<number> {
  const { kafkaBrokers, topicPrefix, groupPrefix, schemaRegistryUrl } = space;
  const kafka = createKafka({ brokers: kafkaBrokers.split(','), clientId: 'bench', topicPrefix, groupPrefix });
  const registry = new SchemaRegistry({ url: schemaRegistryUrl, autoRegister: true });
  const publisher = new Publisher({ kafka, registry, service: 'transformation' });
  await publisher.connect();
  const watch = new Stopwatch(records);

  @Controller()
  class Orders {
    @OnBatch(TOPICS.shopOrders)
    async map(batch: readonly ConsumedRecord<ShopOrder>[]): Promise<void> {
      watch.begin();
      await publisher.publish(batch.map(({ value, key }) => messageOf(key, commandOf(value))));
      watch.done(batch.length);
    }
  }
  const strategy = new KafkaStrategy({ kafka, registry, groupId: group, quarantine: { keep: refuse } });
  const app = await NestFactory.createMicroservice(moduleWith(Orders), { strategy, logger: false });
  await app.listen();
  const seconds = await watch.seconds;
  await app.close();
  await publisher.close();
  return records / seconds;
}

function messageOf(key: string, body: ErpCommand) {
  const { eventId, orderId } = body;
  const [topic, type, occurredAt] = [TOPICS.erpCommands.name, 'CreateSalesOrder', new Date()];
  return { ...{ topic, key, eventId, type, occurredAt, body }, subject: orderId ?? key };
}

const refuse = (): Promise<string> => Promise.reject(new Error('a record of the bench cannot be read'));

/** Section 7's loop: plain kafkajs, one awaited idempotent send of at most 500 records with the partition given. */
export async function withPlainLoop({ space, group, records, commandOf }: Run, schemaId: number): Promise<number> {
  const kafka = clientOf(space);
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  const consumer = kafka.consumer({ groupId: `${space.groupPrefix}${group}` });
  await Promise.all([producer.connect(), consumer.connect()]);
  const watch = new Stopwatch(records);
  const to = space.topic(TOPICS.erpCommands);

  const eachBatch = async ({ batch, heartbeat, commitOffsetsIfNecessary, resolveOffset }: EachBatchPayload) => {
    watch.begin();
    const messages = batch.messages.map(({ key, value }) => {
      const command = commandOf(readOrder(value as Buffer));
      return { key, value: writeCommand(command, schemaId), partition: batch.partition };
    });
    for (let from = 0; from < messages.length; from += 500) {
      const chunk = messages.slice(from, from + 500);
      await producer.send({ topic: to, messages: chunk, acks: -1, compression: CompressionTypes.None });
      await heartbeat();
    }
    resolveOffset(batch.lastOffset());
    await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [nextOf(batch)] }] });
    watch.done(batch.messages.length);
  };
  await consumer.subscribe({ topic: space.topic(TOPICS.shopOrders), fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
  const seconds = await watch.seconds;
  await consumer.disconnect();
  await producer.disconnect();
  return records / seconds;
}

function nextOf(batch: EachBatchPayload['batch']) {
  return { partition: batch.partition, offset: (BigInt(batch.lastOffset()) + 1n).toString() };
}

/** Nest's own Kafka transport as its documentation shows it: a handler per message, its answer emitted and awaited. */
export async function withStockNest({ space, group, records, commandOf }: Run, schemaId: number): Promise<number> {
  const watch = new Stopwatch(records);
  const client = { brokers: space.kafkaBrokers.split(','), clientId: 'bench', logLevel: logLevel.NOTHING };
  const out = new ClientKafka({ client, producerOnlyMode: true, postfixId: '' });
  await out.connect();
  const [from, to] = [space.topic(TOPICS.shopOrders), space.topic(TOPICS.erpCommands)];

  @Controller()
  class Orders {
    @EventPattern(from)
    async map(@Payload() value: object): Promise<void> {
      watch.begin();
      const order = readOrder(value as Buffer);
      const message = { key: order.orderId, value: writeCommand(commandOf(order), schemaId) };
      await lastValueFrom(out.emit(to, message));
      watch.done(1);
    }
  }
  const strategy = new ServerKafka({
    client,
    consumer: { groupId: `${space.groupPrefix}${group}` },
    subscribe: { fromBeginning: true },
    parser: { keepBinary: true },
    postfixId: '',
  });
  const app = await NestFactory.createMicroservice(moduleWith(Orders), { strategy, logger: false });
  await app.listen();
  const seconds = await watch.seconds;
  await app.close();
  await out.close();
  return records / seconds;
}

function moduleWith(controller: new () => object): new () => object {
  @Module({ controllers: [controller] })
  class BenchModule {}
  return BenchModule;
}
