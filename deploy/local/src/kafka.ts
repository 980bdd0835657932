import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from '../setup/command.js';
import { javaParts } from '../setup/java-parts.js';
import { kafkaAnswers } from './kafka-probe.js';
import type { PartContext, RunningPart } from './part.js';
import { ready } from './ready.js';
import { SupervisedProcess } from './supervised-process.js';

/**
 * Starts one broker that is its own controller (KRaft), on 127.0.0.1.
 *
 * @returns its `host:port`, once it takes requests
 */
export async function startKafka(
  context: PartContext,
  ports: { broker: number; controller: number },
): Promise<RunningPart> {
  const logs = join(context.dataDirectory, 'logs');
  const properties = join(context.dataDirectory, 'server.properties');
  mkdirSync(context.dataDirectory, { recursive: true });
  writeFileSync(properties, serverProperties(logs, ports));
  const jvm = [
    '-cp',
    join(javaParts(context.root).kafka, '*'),
    '-Xmx512m',
    // The first compiler alone starts sooner; what a test runs is over before the second would pay.
    ...(context.durable ? ['-XX:+UseG1GC'] : ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']),
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
  ];
  if (!existsSync(join(logs, 'meta.properties'))) {
    // Its first letter is none of the two signs of base64url: the tool takes a hyphen for the beginning of an option.
    const clusterId = Buffer.concat([Buffer.of(0), randomBytes(15)]).toString('base64url');
    const format = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', clusterId, '-c', properties];
    await runLogged('Formatting the broker storage', context.java, [...jvm, '-XX:TieredStopAtLevel=1', ...format], {
      cwd: context.dataDirectory,
      logFile: context.logFile,
    });
  }
  const process = SupervisedProcess.start({
    title: 'Kafka',
    command: context.java,
    args: [...jvm, 'kafka.Kafka', properties],
    logFile: context.logFile,
    pidFile: context.pidFile,
    stopSignal: 'TERM',
  });
  const address = `127.0.0.1:${ports.broker}`;
  await ready('Kafka', process, () => kafkaAnswers(address));
  return { address, process };
}

/** The broker's settings: one node, replication 1, no topic that nobody asked for. */
export function serverProperties(logs: string, ports: { broker: number; controller: number }): string {
  return `${[
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${ports.controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${ports.broker}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${logs}`,
    // A topic that is not in topics.ts is a mistake and has to show as one.
    'auto.create.topics.enable=false',
    // A group of one member need not wait three seconds for a second.
    'group.initial.rebalance.delay.ms=0',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=8',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    // Topics of finished tests give their files back soon.
    'log.segment.delete.delay.ms=1000',
  ].join('\n')}\n`;
}
