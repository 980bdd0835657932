// Generated from schemas/quarantine/QuarantinedRecord.avsc by `npm run contracts`. Do not edit: change the schema.
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** Where bytes that no reader understands were found, and why. The bytes themselves stay encrypted in the finding service's database. */
export interface QuarantinedRecord {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** Row that holds the bytes. */
  readonly quarantineId: string;
  /** Service that found it. */
  readonly service: string;
  /** Topic it was read from. */
  readonly topic: string;
  /** Partition. */
  readonly partition: number;
  /** Offset in the partition. */
  readonly offset: number;
  /** Registry id in the framing, where there was one. */
  readonly schemaId: number | null;
  /** NOT_AVRO, UNKNOWN_SCHEMA, DECODE_FAILED, KIND_BODY_MISMATCH, TOO_LARGE. */
  readonly code: string;
  /** What was expected and what was found, without the content. */
  readonly text: string;
  /** Length of the value in bytes. */
  readonly byteLength: number;
  /** When, UTC. */
  readonly quarantinedAt: TimestampMillis;
}

export const QuarantinedRecordRecord: RecordDefinition<QuarantinedRecord> = {
  name: 'com.clarityconnect.quarantine.QuarantinedRecord',
  schema: {
    type: 'record',
    name: 'QuarantinedRecord',
    namespace: 'com.clarityconnect.quarantine',
    doc: "Where bytes that no reader understands were found, and why. The bytes themselves stay encrypted in the finding service's database.",
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'quarantineId',
        type: 'string',
        doc: 'Row that holds the bytes.',
      },
      {
        name: 'service',
        type: 'string',
        doc: 'Service that found it.',
      },
      {
        name: 'topic',
        type: 'string',
        doc: 'Topic it was read from.',
      },
      {
        name: 'partition',
        type: 'int',
        doc: 'Partition.',
      },
      {
        name: 'offset',
        type: 'long',
        doc: 'Offset in the partition.',
      },
      {
        name: 'schemaId',
        type: ['null', 'int'],
        doc: 'Registry id in the framing, where there was one.',
        default: null,
      },
      {
        name: 'code',
        type: 'string',
        doc: 'NOT_AVRO, UNKNOWN_SCHEMA, DECODE_FAILED, KIND_BODY_MISMATCH, TOO_LARGE.',
      },
      {
        name: 'text',
        type: 'string',
        doc: 'What was expected and what was found, without the content.',
      },
      {
        name: 'byteLength',
        type: 'int',
        doc: 'Length of the value in bytes.',
      },
      {
        name: 'quarantinedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When, UTC.',
      },
    ],
  },
};
