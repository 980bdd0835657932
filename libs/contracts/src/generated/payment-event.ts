// Generated from schemas/opayo/PaymentEvent.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** How we first heard of it. */
export type HeardBy = 'UNKNOWN' | 'NOTIFICATION' | 'POLL' | 'SUBMITTED';

/** The closed list of facts; UNRECOGNISED is a word of Opayo's that is not in our tables, kept and never counted as paid. ALLOCATED is ours: it says whose the facts are that were published before their order was known. */
export type PaymentEventKind =
  | 'UNKNOWN'
  | 'CAPTURED'
  | 'AUTHORISED'
  | 'AUTHENTICATED'
  | 'PENDING'
  | 'DECLINED'
  | 'RELEASED_WITHOUT_CAPTURE'
  | 'VOIDED'
  | 'REFUNDED'
  | 'SETTLEMENT_FAILED'
  | 'UNRECOGNISED'
  | 'ALLOCATED';

/** Where capturedAt comes from, best first: REPORTING (Opayo's record), REGISTRATION (the shop's registration, at most 15 minutes earlier), NOTIFICATION (when it reached us). */
export type CapturedAtSource = 'UNKNOWN' | 'REPORTING' | 'REGISTRATION' | 'NOTIFICATION';

/** Money was taken (PAYMENT, REPEAT, AUTHORISE accepted; DEFERRED released). */
export interface Captured {
  /** Amount taken, read from Opayo, never from the shop. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** When it was taken, UTC; the payment date is this instant's day in the company's calendar. */
  readonly capturedAt: TimestampMillis;
  /** Where capturedAt comes from. */
  readonly capturedAtSource: CapturedAtSource;
  /** Opayo's own word for the card type, e.g. `VISA`. */
  readonly cardType: string | null;
  /** Last four digits of the card; four digits, never more. */
  readonly lastFourDigits: string | null;
  /** The bank's authorisation code, 6 characters. Source: BankAuthCode. */
  readonly bankAuthorisationCode: string | null;
  /** Opayo's own word of fraud screening: ACCEPT, CHALLENGE, DENY, NOTCHECKED. */
  readonly fraudResponse: string | null;
  /** Opayo's own word for the acquirer, e.g. `American Express`; known where the Reporting API was asked. Source: authprocessor. */
  readonly authProcessor: string | null;
  /** Our merchant number at that acquirer; with acquirer and currency it names the clearing bank. Source: Reporting merchantnumber. */
  readonly merchantNumber: string | null;
}

/** Money is reserved, not taken (DEFERRED accepted). */
export interface Authorised {
  /** Amount reserved. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** When the reservation lapses, UTC: 30 days after it was made. */
  readonly expiresAt: TimestampMillis;
}

/** The card holder was authenticated or the card registered; nothing reserved or taken. */
export interface Authenticated {
  /** Amount that may be authorised later. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** When it lapses, UTC: 90 days after it was made. */
  readonly expiresAt: TimestampMillis;
}

/** Not decided yet (European payment methods). */
export interface Pending {
  /** Opayo's StatusDetail. */
  readonly detail: string;
}

/** Nothing was taken: refused, aborted, malformed or failed. */
export interface Declined {
  /** Four digits that start StatusDetail, e.g. `2000`. */
  readonly code: string | null;
  /** Opayo's StatusDetail without the code. */
  readonly text: string;
  /** The bank's two-digit code. Source: DeclineCode. */
  readonly bankDeclineCode: string | null;
}

/** A reservation ended without money being taken: abort, cancel or lapse. */
export interface ReleasedWithoutCapture {
  /** Opayo's own word or state. */
  readonly reason: string;
}

/** A capture was taken back before settlement, on the same day. */
export interface Voided {
  /** Amount given back. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** Money was returned; parentTransactionId names the capture. */
export interface Refunded {
  /** Amount returned, positive. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** When, UTC. */
  readonly refundedAt: TimestampMillis;
}

/** A capture that the bank did not settle (Opayo states 23, 36). */
export interface SettlementFailed {
  /** Amount that was not settled. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** Opayo's txstateid. */
  readonly state: string;
}

/** A word that is not in our tables: kept, alerted, never paid. */
export interface Unrecognised {
  /** What Opayo said, unchanged, card data excluded. */
  readonly detail: string;
}

/** What named the order: REGISTRATION (the shop's registration or request of a payment page), ORDER (the one order that lists the payment), PARENT (the order of its parent transaction), PATTERN (the vendor's pattern over the vendorTxCode), CLAIM (a producer's event, where nothing else names one). */
export type AllocationSource = 'UNKNOWN' | 'REGISTRATION' | 'ORDER' | 'PARENT' | 'PATTERN' | 'CLAIM';

/** The order of a transaction became known after facts of it had been published without one: all of its facts, earlier and later, belong to this order. Told once per transaction, under the key of those facts (vendorTxCode); later facts name the order themselves. */
export interface Allocated {
  /** `shop/orderReference` of the order that this transaction pays for, or takes money back from. */
  readonly orderId: string;
  /** What named the order. */
  readonly allocatedBy: AllocationSource;
}

/** What every PaymentEvent has, whatever its kind. */
export interface PaymentEventHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** `shop/orderReference`; null while the payment is unallocated, and of ALLOCATED, which stands among the unallocated facts it is about. */
  readonly orderId: string | null;
  /** Opayo vendor name, lower case, at most 15 characters. */
  readonly vendor: string;
  /** The merchant's own code of this transaction, unique per transaction, at most 40 characters. Source: Opayo VendorTxCode. */
  readonly vendorTxCode: string;
  /** Opayo's id of this transaction: upper-case GUID without braces. Source: VPSTxId, Pi transactionId. */
  readonly transactionId: string;
  /** The transaction this one refers to (release, repeat, authorise, refund); upper-case GUID. */
  readonly parentTransactionId: string | null;
  /** When it happened at Opayo, as far as known (see capturedAtSource of the body), UTC. Of ALLOCATED: when the order became known here. */
  readonly occurredAt: TimestampMillis;
  /** When we first heard of it, UTC. */
  readonly heardAt: TimestampMillis;
  /** How we first heard of it. */
  readonly heardBy: HeardBy;
  /** Opayo's own word for the status, unchanged, e.g. `OK`, `NOTAUTHED`; empty of ALLOCATED. */
  readonly opayoStatus: string;
  /** Opayo's own word for the type, unchanged, e.g. `PAYMENT`; empty of ALLOCATED. */
  readonly opayoTxType: string;
}

/** One fact about one Opayo transaction, verified with Opayo. Carries no personal data. Identity: transactionId + kind (+ instruction number where one can repeat). */
export type PaymentEvent =
  | (PaymentEventHead & {
      readonly kind: 'UNKNOWN';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'CAPTURED';
      readonly captured: Captured;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'AUTHORISED';
      readonly captured?: null;
      readonly authorised: Authorised;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'AUTHENTICATED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated: Authenticated;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'PENDING';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending: Pending;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'DECLINED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined: Declined;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'RELEASED_WITHOUT_CAPTURE';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture: ReleasedWithoutCapture;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'VOIDED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided: Voided;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'REFUNDED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded: Refunded;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'SETTLEMENT_FAILED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed: SettlementFailed;
      readonly unrecognised?: null;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'UNRECOGNISED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised: Unrecognised;
      readonly allocated?: null;
    })
  | (PaymentEventHead & {
      readonly kind: 'ALLOCATED';
      readonly captured?: null;
      readonly authorised?: null;
      readonly authenticated?: null;
      readonly pending?: null;
      readonly declined?: null;
      readonly releasedWithoutCapture?: null;
      readonly voided?: null;
      readonly refunded?: null;
      readonly settlementFailed?: null;
      readonly unrecognised?: null;
      readonly allocated: Allocated;
    });

export const PaymentEventRecord: RecordDefinition<PaymentEvent> = {
  name: 'com.clarityconnect.opayo.PaymentEvent',
  bodies: {
    CAPTURED: 'captured',
    AUTHORISED: 'authorised',
    AUTHENTICATED: 'authenticated',
    PENDING: 'pending',
    DECLINED: 'declined',
    RELEASED_WITHOUT_CAPTURE: 'releasedWithoutCapture',
    VOIDED: 'voided',
    REFUNDED: 'refunded',
    SETTLEMENT_FAILED: 'settlementFailed',
    UNRECOGNISED: 'unrecognised',
    ALLOCATED: 'allocated',
  },
  schema: {
    type: 'record',
    name: 'PaymentEvent',
    namespace: 'com.clarityconnect.opayo',
    doc: 'One fact about one Opayo transaction, verified with Opayo. Carries no personal data. Identity: transactionId + kind (+ instruction number where one can repeat).',
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'orderId',
        type: ['null', 'string'],
        doc: '`shop/orderReference`; null while the payment is unallocated, and of ALLOCATED, which stands among the unallocated facts it is about.',
        default: null,
      },
      {
        name: 'vendor',
        type: 'string',
        doc: 'Opayo vendor name, lower case, at most 15 characters.',
      },
      {
        name: 'vendorTxCode',
        type: 'string',
        doc: "The merchant's own code of this transaction, unique per transaction, at most 40 characters. Source: Opayo VendorTxCode.",
      },
      {
        name: 'transactionId',
        type: 'string',
        doc: "Opayo's id of this transaction: upper-case GUID without braces. Source: VPSTxId, Pi transactionId.",
      },
      {
        name: 'parentTransactionId',
        type: ['null', 'string'],
        doc: 'The transaction this one refers to (release, repeat, authorise, refund); upper-case GUID.',
        default: null,
      },
      {
        name: 'occurredAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When it happened at Opayo, as far as known (see capturedAtSource of the body), UTC. Of ALLOCATED: when the order became known here.',
      },
      {
        name: 'heardAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When we first heard of it, UTC.',
      },
      {
        name: 'heardBy',
        type: {
          type: 'enum',
          name: 'HeardBy',
          doc: 'How we first heard of it.',
          symbols: ['UNKNOWN', 'NOTIFICATION', 'POLL', 'SUBMITTED'],
          default: 'UNKNOWN',
        },
        doc: 'How we first heard of it.',
      },
      {
        name: 'opayoStatus',
        type: 'string',
        doc: "Opayo's own word for the status, unchanged, e.g. `OK`, `NOTAUTHED`; empty of ALLOCATED.",
      },
      {
        name: 'opayoTxType',
        type: 'string',
        doc: "Opayo's own word for the type, unchanged, e.g. `PAYMENT`; empty of ALLOCATED.",
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'PaymentEventKind',
          doc: "The closed list of facts; UNRECOGNISED is a word of Opayo's that is not in our tables, kept and never counted as paid. ALLOCATED is ours: it says whose the facts are that were published before their order was known.",
          symbols: [
            'UNKNOWN',
            'CAPTURED',
            'AUTHORISED',
            'AUTHENTICATED',
            'PENDING',
            'DECLINED',
            'RELEASED_WITHOUT_CAPTURE',
            'VOIDED',
            'REFUNDED',
            'SETTLEMENT_FAILED',
            'UNRECOGNISED',
            'ALLOCATED',
          ],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'captured',
        type: [
          'null',
          {
            type: 'record',
            name: 'Captured',
            doc: 'Money was taken (PAYMENT, REPEAT, AUTHORISE accepted; DEFERRED released).',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount taken, read from Opayo, never from the shop. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'capturedAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: "When it was taken, UTC; the payment date is this instant's day in the company's calendar.",
              },
              {
                name: 'capturedAtSource',
                type: {
                  type: 'enum',
                  name: 'CapturedAtSource',
                  doc: "Where capturedAt comes from, best first: REPORTING (Opayo's record), REGISTRATION (the shop's registration, at most 15 minutes earlier), NOTIFICATION (when it reached us).",
                  symbols: ['UNKNOWN', 'REPORTING', 'REGISTRATION', 'NOTIFICATION'],
                  default: 'UNKNOWN',
                },
                doc: 'Where capturedAt comes from.',
              },
              {
                name: 'cardType',
                type: ['null', 'string'],
                doc: "Opayo's own word for the card type, e.g. `VISA`.",
                default: null,
              },
              {
                name: 'lastFourDigits',
                type: ['null', 'string'],
                doc: 'Last four digits of the card; four digits, never more.',
                default: null,
              },
              {
                name: 'bankAuthorisationCode',
                type: ['null', 'string'],
                doc: "The bank's authorisation code, 6 characters. Source: BankAuthCode.",
                default: null,
              },
              {
                name: 'fraudResponse',
                type: ['null', 'string'],
                doc: "Opayo's own word of fraud screening: ACCEPT, CHALLENGE, DENY, NOTCHECKED.",
                default: null,
              },
              {
                name: 'authProcessor',
                type: ['null', 'string'],
                doc: "Opayo's own word for the acquirer, e.g. `American Express`; known where the Reporting API was asked. Source: authprocessor.",
                default: null,
              },
              {
                name: 'merchantNumber',
                type: ['null', 'string'],
                doc: 'Our merchant number at that acquirer; with acquirer and currency it names the clearing bank. Source: Reporting merchantnumber.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of CAPTURED.',
        default: null,
      },
      {
        name: 'authorised',
        type: [
          'null',
          {
            type: 'record',
            name: 'Authorised',
            doc: 'Money is reserved, not taken (DEFERRED accepted).',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount reserved. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'expiresAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When the reservation lapses, UTC: 30 days after it was made.',
              },
            ],
          },
        ],
        doc: 'Body of AUTHORISED.',
        default: null,
      },
      {
        name: 'authenticated',
        type: [
          'null',
          {
            type: 'record',
            name: 'Authenticated',
            doc: 'The card holder was authenticated or the card registered; nothing reserved or taken.',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount that may be authorised later. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'expiresAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When it lapses, UTC: 90 days after it was made.',
              },
            ],
          },
        ],
        doc: 'Body of AUTHENTICATED.',
        default: null,
      },
      {
        name: 'pending',
        type: [
          'null',
          {
            type: 'record',
            name: 'Pending',
            doc: 'Not decided yet (European payment methods).',
            fields: [
              {
                name: 'detail',
                type: 'string',
                doc: "Opayo's StatusDetail.",
              },
            ],
          },
        ],
        doc: 'Body of PENDING.',
        default: null,
      },
      {
        name: 'declined',
        type: [
          'null',
          {
            type: 'record',
            name: 'Declined',
            doc: 'Nothing was taken: refused, aborted, malformed or failed.',
            fields: [
              {
                name: 'code',
                type: ['null', 'string'],
                doc: 'Four digits that start StatusDetail, e.g. `2000`.',
                default: null,
              },
              {
                name: 'text',
                type: 'string',
                doc: "Opayo's StatusDetail without the code.",
              },
              {
                name: 'bankDeclineCode',
                type: ['null', 'string'],
                doc: "The bank's two-digit code. Source: DeclineCode.",
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of DECLINED.',
        default: null,
      },
      {
        name: 'releasedWithoutCapture',
        type: [
          'null',
          {
            type: 'record',
            name: 'ReleasedWithoutCapture',
            doc: 'A reservation ended without money being taken: abort, cancel or lapse.',
            fields: [
              {
                name: 'reason',
                type: 'string',
                doc: "Opayo's own word or state.",
              },
            ],
          },
        ],
        doc: 'Body of RELEASED_WITHOUT_CAPTURE.',
        default: null,
      },
      {
        name: 'voided',
        type: [
          'null',
          {
            type: 'record',
            name: 'Voided',
            doc: 'A capture was taken back before settlement, on the same day.',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount given back. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
            ],
          },
        ],
        doc: 'Body of VOIDED.',
        default: null,
      },
      {
        name: 'refunded',
        type: [
          'null',
          {
            type: 'record',
            name: 'Refunded',
            doc: 'Money was returned; parentTransactionId names the capture.',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount returned, positive. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'refundedAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When, UTC.',
              },
            ],
          },
        ],
        doc: 'Body of REFUNDED.',
        default: null,
      },
      {
        name: 'settlementFailed',
        type: [
          'null',
          {
            type: 'record',
            name: 'SettlementFailed',
            doc: 'A capture that the bank did not settle (Opayo states 23, 36).',
            fields: [
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount that was not settled. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'state',
                type: 'string',
                doc: "Opayo's txstateid.",
              },
            ],
          },
        ],
        doc: 'Body of SETTLEMENT_FAILED.',
        default: null,
      },
      {
        name: 'unrecognised',
        type: [
          'null',
          {
            type: 'record',
            name: 'Unrecognised',
            doc: 'A word that is not in our tables: kept, alerted, never paid.',
            fields: [
              {
                name: 'detail',
                type: 'string',
                doc: 'What Opayo said, unchanged, card data excluded.',
              },
            ],
          },
        ],
        doc: 'Body of UNRECOGNISED.',
        default: null,
      },
      {
        name: 'allocated',
        type: [
          'null',
          {
            type: 'record',
            name: 'Allocated',
            doc: 'The order of a transaction became known after facts of it had been published without one: all of its facts, earlier and later, belong to this order. Told once per transaction, under the key of those facts (vendorTxCode); later facts name the order themselves.',
            fields: [
              {
                name: 'orderId',
                type: 'string',
                doc: '`shop/orderReference` of the order that this transaction pays for, or takes money back from.',
              },
              {
                name: 'allocatedBy',
                type: {
                  type: 'enum',
                  name: 'AllocationSource',
                  doc: "What named the order: REGISTRATION (the shop's registration or request of a payment page), ORDER (the one order that lists the payment), PARENT (the order of its parent transaction), PATTERN (the vendor's pattern over the vendorTxCode), CLAIM (a producer's event, where nothing else names one).",
                  symbols: ['UNKNOWN', 'REGISTRATION', 'ORDER', 'PARENT', 'PATTERN', 'CLAIM'],
                  default: 'UNKNOWN',
                },
                doc: 'What named the order.',
              },
            ],
          },
        ],
        doc: 'Body of ALLOCATED.',
        default: null,
      },
    ],
  },
};
