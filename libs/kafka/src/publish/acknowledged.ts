import type { RecordMetadata } from 'kafkajs';

/** A partition of a topic, by its name on the brokers. */
export type PartitionName = `${string}/${number}`;

export function partitionName(brokerTopic: string, partition: number): PartitionName {
  return `${brokerTopic}/${partition}`;
}

/**
 * What the brokers did not acknowledge of one send, in words; undefined when every partition that got messages answered without an error.
 *
 * KafkaJS returns without an error when a partition's leader moves, while a send is being tried again, to a broker that has answered
 * already: it does not ask that broker a second time, so that the partition's messages are in no request. All that shows is an answer
 * that lacks the partition.
 */
export function unacknowledged(
  sentTo: Iterable<PartitionName>,
  answers: readonly RecordMetadata[],
): string | undefined {
  const failed = answers.find((answer) => answer.errorCode !== 0);
  if (failed) return `${failed.topicName}/${failed.partition} answered with error ${failed.errorCode}`;
  const answered = new Set(answers.map((answer) => partitionName(answer.topicName, answer.partition)));
  const silent = [...sentTo].filter((partition) => !answered.has(partition));
  return silent.length === 0 ? undefined : `no answer for ${silent.join(', ')}`;
}
