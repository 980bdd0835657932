// Generated from schemas/alerts/Alert.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** Whether it still holds. */
export type AlertState = 'UNKNOWN' | 'RAISED' | 'RESOLVED';

/** How soon. */
export type AlertSeverity = 'UNKNOWN' | 'INFO' | 'WARNING' | 'CRITICAL';

/** Something a person should know, raised once per cause and resolved by itself. */
export interface Alert {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** Same for RAISED and RESOLVED of one cause. */
  readonly alertId: string;
  /** Stable code, e.g. `STOCK_CODE_NOT_FOUND`. */
  readonly code: string;
  /** Whether it still holds. */
  readonly state: AlertState;
  /** INFO: when convenient; WARNING: today; CRITICAL: now. */
  readonly severity: AlertSeverity;
  /** Who acts: finance, integration, operations, shop. */
  readonly owner: string;
  /** Service that raised it. */
  readonly service: string;
  /** What it is about: an orderId, a target, a topic. The record's key. */
  readonly subject: string;
  /** `shop/orderReference`. */
  readonly orderId: string | null;
  /** Effect in SYSPRO. */
  readonly effectId: string | null;
  /** What happened, without personal data. */
  readonly what: string;
  /** What the owner does next. */
  readonly whatToDo: string;
  /** Money that waits. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** When it was raised, UTC. */
  readonly raisedAt: TimestampMillis;
  /** When it was resolved, UTC. */
  readonly resolvedAt: TimestampMillis | null;
}

export const AlertRecord: RecordDefinition<Alert> = {
  name: 'com.clarityconnect.alerts.Alert',
  schema: {
    type: 'record',
    name: 'Alert',
    namespace: 'com.clarityconnect.alerts',
    doc: 'Something a person should know, raised once per cause and resolved by itself.',
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'alertId',
        type: 'string',
        doc: 'Same for RAISED and RESOLVED of one cause.',
      },
      {
        name: 'code',
        type: 'string',
        doc: 'Stable code, e.g. `STOCK_CODE_NOT_FOUND`.',
      },
      {
        name: 'state',
        type: {
          type: 'enum',
          name: 'AlertState',
          doc: 'Whether it still holds.',
          symbols: ['UNKNOWN', 'RAISED', 'RESOLVED'],
          default: 'UNKNOWN',
        },
        doc: 'Whether it still holds.',
      },
      {
        name: 'severity',
        type: {
          type: 'enum',
          name: 'AlertSeverity',
          doc: 'How soon.',
          symbols: ['UNKNOWN', 'INFO', 'WARNING', 'CRITICAL'],
          default: 'UNKNOWN',
        },
        doc: 'INFO: when convenient; WARNING: today; CRITICAL: now.',
      },
      {
        name: 'owner',
        type: 'string',
        doc: 'Who acts: finance, integration, operations, shop.',
      },
      {
        name: 'service',
        type: 'string',
        doc: 'Service that raised it.',
      },
      {
        name: 'subject',
        type: 'string',
        doc: "What it is about: an orderId, a target, a topic. The record's key.",
      },
      {
        name: 'orderId',
        type: ['null', 'string'],
        doc: '`shop/orderReference`.',
        default: null,
      },
      {
        name: 'effectId',
        type: ['null', 'string'],
        doc: 'Effect in SYSPRO.',
        default: null,
      },
      {
        name: 'what',
        type: 'string',
        doc: 'What happened, without personal data.',
      },
      {
        name: 'whatToDo',
        type: 'string',
        doc: 'What the owner does next.',
      },
      {
        name: 'amountMinor',
        type: ['null', 'long'],
        doc: 'Money that waits. Whole minor units of `currency` (pence for GBP).',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217.',
        default: null,
      },
      {
        name: 'raisedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When it was raised, UTC.',
      },
      {
        name: 'resolvedAt',
        type: [
          'null',
          {
            type: 'long',
            logicalType: 'timestamp-millis',
          },
        ],
        doc: 'When it was resolved, UTC.',
        default: null,
      },
    ],
  },
};
