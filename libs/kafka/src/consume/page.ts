/** Something a person should look at now. The service turns it into an alert. */
export interface KafkaPage {
  /** `KAFKA_OFFSET_OUT_OF_RANGE`, `KAFKA_PARTITION_PAUSED`, `KAFKA_QUARANTINE_RATE`, `KAFKA_HANDLER_FAILED`, `KAFKA_CONSUMER_STUCK`. */
  readonly code: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, string | number>>;
}
