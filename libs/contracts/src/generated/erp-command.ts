// Generated from schemas/erp/ErpCommand.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** What to do. */
export type ErpCommandKind =
  | 'UNKNOWN'
  | 'CREATE_SALES_ORDER'
  | 'POST_RECEIPT'
  | 'ENSURE_CUSTOMER'
  | 'POST_UNAPPLIED_RECEIPT'
  | 'APPLY_RECEIPT'
  | 'HOLD_SALES_ORDER'
  | 'RELEASE_SALES_ORDER'
  | 'CANCEL_SALES_ORDER';

/** Where the goods go, as SYSPRO stores it. */
export interface ShipTo {
  /** At most 50 characters. */
  readonly name: string;
  /** At most five lines of at most 40 characters. */
  readonly lines: readonly string[];
  /** At most 10 characters; may be empty. */
  readonly postcode: string;
}

/** Which SORTOI line. */
export type SalesOrderLineKind = 'UNKNOWN' | 'STOCK' | 'FREIGHT' | 'CHARGE';

/** One line of the sales order; CustomerPoLine identifies it. */
export interface SalesOrderLine {
  /** 1 to 9999. */
  readonly customerPoLine: number;
  /** STOCK: StockLine; FREIGHT: FreightLine; CHARGE: MiscChargeLine. */
  readonly kind: SalesOrderLineKind;
  /** At most 30 characters, upper case; empty for freight and charges. */
  readonly stockCode: string;
  /** At most 50 characters (100 for charges). */
  readonly description: string;
  /** Decimal as text, up to 6 decimals. */
  readonly quantity: string;
  /** At most 10 characters. */
  readonly unitOfMeasure: string;
  /** Decimal as text with 5 decimals, without tax. */
  readonly unitPriceNet: string;
  /** round(quantity × unitPriceNet), as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits;
  /** round(net × rate), as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP). */
  readonly taxMinor: MinorUnits;
  /** SYSPRO tax code, at most 3 characters. */
  readonly taxCode: string;
  /** Ledger code its value belongs to by the rules of the mapping, at most 35 characters; SORTOI has no field for it, journals will. Null where no rule says. */
  readonly glAccount: string | null;
}

/** Import a sales order (SORTOI), prove its value, release it. */
export interface CreateSalesOrder {
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** At most 30 characters of Windows-1252; by it the order is found again. */
  readonly customerPoNumber: string;
  /** CCYY-MM-DD in the company's calendar. */
  readonly orderDate: string;
  /** The customer account's currency, ISO 4217. */
  readonly currency: string;
  /** SYSPRO warehouse, at most 10 characters. */
  readonly warehouse: string;
  /** At most 80 characters. */
  readonly email: string | null;
  /** Delivery address. */
  readonly shipTo: ShipTo;
  /** At least one; a rounding line, if any, comes last. */
  readonly lines: readonly SalesOrderLine[];
  /** What SYSPRO's order must come to: the shop's total. Whole minor units of `currency` (pence for GBP). */
  readonly expectedGrossMinor: MinorUnits;
  /** Value of the rounding line; 0 for none. Whole minor units of `currency` (pence for GBP). */
  readonly roundingMinor: MinorUnits;
  /** AlternateReference of the order, at most 20 characters: the buyer's own order number, or our reference where the buyer's is the CustomerPoNumber. */
  readonly alternateReference: string | null;
  /** ALTERNATE_REFERENCE where CustomerPoNumber is the buyer's own and ours is the AlternateReference, by which the order is then found again; null: CustomerPoNumber is ours. */
  readonly ownReferenceIn: string | null;
  /** Why the order stays in suspense (status S) after its value is proven, e.g. `FRAUD_CHALLENGE`; null: it is released to status 1. */
  readonly holdCode: string | null;
  /** PAID, PART_PAID, RESERVED or FREE, as money-and-orders knows it when the command is issued. SORTOI has no field for it. */
  readonly paymentStatus: string | null;
  /** For people, e.g. `Card VISA`; at most 30 characters. SORTOI has no field for it. */
  readonly paymentMethod: string | null;
  /** CCYY-MM-DD: day of the last capture in the company's calendar; null when nothing was captured. */
  readonly paymentDate: string | null;
  /** VendorTxCodes of the captures, oldest first. */
  readonly vendorTxCodes: readonly string[] | null;
  /** Opayo's transactions of the captures, oldest first; 38 characters do not fit SYSPRO's reference. */
  readonly transactionIds: readonly string[] | null;
  /** Order without tax, as SYSPRO will compute it, the rounding line included. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits | null;
  /** Tax of the order, as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP). */
  readonly taxMinor: MinorUnits | null;
  /** SpecialInstrs of the order, for the people who pack it; at most 30 characters of Windows-1252. The standard mapping leaves it to each site. */
  readonly specialInstructions: string | null;
  /** How far SYSPRO's own value may be from expectedGrossMinor for a rounding line to close the difference; beyond it the order stays in suspense. Null: 0. Whole minor units of `currency` (pence for GBP). */
  readonly roundingToleranceMinor: MinorUnits | null;
  /** Whether SYSPRO's available quantities are asked first (INVQRY) and told in the outcome. They refuse nothing. Null: false. */
  readonly askAvailability: boolean | null;
}

/** Post a captured payment against an invoice (ARSTPY). */
export interface PostReceipt {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** Its VendorTxCode. */
  readonly vendorTxCode: string;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** At most 30 characters of Windows-1252, unique per effect; by it the receipt is found again. */
  readonly reference: string;
  /** Amount to post: never above the capture, never above the invoice's balance. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** CCYY-MM-DD: the capture date in the company's calendar. The posting period is derived from it when sending. */
  readonly paymentDate: string;
  /** SYSPRO bank (clearing account) code, at most 15 characters. */
  readonly bank: string;
  /** For people, e.g. `Card VISA`. */
  readonly paymentMethod: string;
  /** SYSPRO sales order as its query shows it. */
  readonly salesOrder: string;
  /** SYSPRO invoice to pay, at most 20 characters. */
  readonly invoice: string;
  /** PAID when this receipt closes the invoice as last seen, else PART_PAID. ARSTPY has no field for it. */
  readonly paymentStatus: string | null;
  /** Ledger code of the clearing account by the rules of the mapping, at most 35 characters; for journals. Null where no rule says. */
  readonly glAccount: string | null;
  /** The amount without its share of the order's tax; acquirer's fees are not known yet. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits | null;
  /** Opayo's word for the acquirer, where it told one. */
  readonly authProcessor: string | null;
  /** Our merchant number at that acquirer, where Opayo told it. */
  readonly merchantNumber: string | null;
}

/** Where the customer is. */
export interface SoldToAddress {
  /** At most five lines of at most 40 characters. */
  readonly lines: readonly string[];
  /** At most 10 characters; may be empty. */
  readonly postcode: string;
}

/** Where goods usually go. */
export interface CustomerShipTo {
  /** At most five lines of at most 40 characters. */
  readonly lines: readonly string[];
  /** At most 10 characters; may be empty. */
  readonly postcode: string;
}

/** A customer as we want it in SYSPRO (ARSSCS): added when absent, changed only in the fields that are told. What is null is not ours and stays as it is. */
export interface EnsureCustomer {
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** Ours, kept in EdiSenderCode (at most 40 characters); by it a customer is known to be ours. */
  readonly reference: string;
  /** At most 50 characters. Personal data. */
  readonly name: string;
  /** ISO 4217; of an existing customer it is compared, never changed. */
  readonly currency: string;
  /** At most 20 characters. */
  readonly shortName: string | null;
  /** At most 40 characters. Personal data. */
  readonly contact: string | null;
  /** At most 80 characters. Personal data. */
  readonly email: string | null;
  /** At most 20 characters. Personal data. */
  readonly telephone: string | null;
  /** E exempt, N non-exempt, O other. */
  readonly taxStatus: string | null;
  /** At most 30 characters. */
  readonly taxExemptNumber: string | null;
  /** Address of the customer. Personal data. */
  readonly soldTo: SoldToAddress | null;
  /** Usual delivery address. Personal data. */
  readonly shipTo: CustomerShipTo | null;
  /** Must exist in SYSPRO; at most 10 characters. */
  readonly branch: string | null;
  /** Must exist in SYSPRO; at most 10 characters. */
  readonly area: string | null;
  /** Must exist in SYSPRO; at most 20 characters. */
  readonly salesperson: string | null;
  /** Must exist in SYSPRO; at most 10 characters. */
  readonly customerClass: string | null;
  /** Must exist in SYSPRO; at most 2 characters. */
  readonly termsCode: string | null;
  /** The order that needed the customer first. */
  readonly onBehalfOfOrderId: string | null;
}

/** Post captured money to the customer's account without an invoice (ARSTPY, UnappliedPayment). */
export interface PostUnappliedReceipt {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** Its VendorTxCode. */
  readonly vendorTxCode: string;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** At most 30 characters of Windows-1252, unique per effect; by it the posting is found again. */
  readonly reference: string;
  /** Amount to post: never above the capture. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** The account's currency, ISO 4217. */
  readonly currency: string;
  /** CCYY-MM-DD: the capture date in the company's calendar. The posting period is derived from it when sending. */
  readonly paymentDate: string;
  /** SYSPRO bank (clearing account) code, at most 15 characters. */
  readonly bank: string;
  /** For people, e.g. `Card VISA`. */
  readonly paymentMethod: string;
  /** ON_CAPTURE: the company's policy; EXCESS: more was taken than was invoiced, a refund is due. */
  readonly reason: string;
  /** SYSPRO sales order, where it is known. */
  readonly salesOrder: string | null;
  /** Ledger code of the clearing account by the rules of the mapping, at most 35 characters; for journals. Null where no rule says. */
  readonly glAccount: string | null;
  /** The amount without its share of the order's tax. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits | null;
  /** Opayo's word for the acquirer, where it told one. */
  readonly authProcessor: string | null;
  /** Our merchant number at that acquirer, where Opayo told it. */
  readonly merchantNumber: string | null;
}

/** Move an unapplied receipt onto an invoice; no cash moves (ARSTPY). */
export interface ApplyReceipt {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** Its VendorTxCode. */
  readonly vendorTxCode: string;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** At most 30 characters of Windows-1252, unique per effect; by it the posting is found again. */
  readonly reference: string;
  /** Effect that posted the unapplied receipt; its outcome names the credit (`_CRDnn`). */
  readonly receiptEffectId: string;
  /** The credit SYSPRO made of the receipt, where it is known. */
  readonly creditNumber: string | null;
  /** SYSPRO sales order as its query shows it. */
  readonly salesOrder: string;
  /** SYSPRO invoice to pay, at most 20 characters. */
  readonly invoice: string;
  /** Amount to apply: never above the credit, never above the invoice's balance. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** CCYY-MM-DD in the company's calendar; the posting period is derived from it when sending. */
  readonly applicationDate: string;
  /** SYSPRO bank of the receipt, at most 15 characters. */
  readonly bank: string;
  /** PAID when this closes the invoice as last seen, else PART_PAID. */
  readonly paymentStatus: string | null;
}

/** Put a sales order into suspense (SORTOS to S) before it leaves. Overtakes whatever else waits for the order. */
export interface HoldSalesOrder {
  /** Effect that created the sales order; its outcome names the order's number. */
  readonly salesOrderEffectId: string;
  /** SYSPRO sales order, where it is known. */
  readonly salesOrder: string | null;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** Why, e.g. `PAYMENT_VOIDED`, `PAYMENT_REFUNDED`, `SETTLEMENT_FAILED`, `SHOP_CANCELLED`, `FRAUD_DENY`. Only holds of ours are released by us. */
  readonly holdCode: string;
}

/** Release a hold of ours (SORTOS from S). A hold that is not ours stays. */
export interface ReleaseSalesOrder {
  /** Effect that created the sales order; its outcome names the order's number. */
  readonly salesOrderEffectId: string;
  /** SYSPRO sales order, where it is known. */
  readonly salesOrder: string | null;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** The hold that ended, as it was set. */
  readonly holdCode: string;
}

/** Cancel what is left of a sales order (SORTOX). */
export interface CancelSalesOrder {
  /** Effect that created the sales order; its outcome names the order's number. */
  readonly salesOrderEffectId: string;
  /** SYSPRO sales order, where it is known. */
  readonly salesOrder: string | null;
  /** SYSPRO customer, at most 15 characters. */
  readonly customerCode: string;
  /** The order's CustomerPoNumber. */
  readonly customerPoNumber: string;
  /** Why, as a stable word, e.g. `SHOP_CANCELLED`. */
  readonly reason: string;
  /** SYSPRO's CancelReasonCode of this site, at most 6 characters. */
  readonly cancelReasonCode: string | null;
}

/** What every ErpCommand has, whatever its kind. */
export interface ErpCommandHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** Deterministic identity of the effect: the same intent has the same id for ever. */
  readonly effectId: string;
  /** `shop/orderReference`, the order's identity everywhere; of a customer's own commands `customer/<company>/<customerCode>`. The record's key. */
  readonly orderId: string;
  /** 1, 2, 3 … per key; a reader applies last + 1, ignores repeats and holds gaps. */
  readonly sequence: number;
  /** SYSPRO company id, at most 4 characters. */
  readonly company: string;
  /** Mapping that made it. */
  readonly mappingName: string;
  /** Version of that mapping. */
  readonly mappingVersion: string;
  /** When it was decided, UTC. */
  readonly issuedAt: TimestampMillis;
  /** effectIds that must be confirmed first. */
  readonly dependsOn: readonly string[];
  /** 1 (or null) for the first; a corrected redrive is a new revision, taken only when the one before it is proven rejected or absent. */
  readonly revision: number | null;
}

/** One effect we want in SYSPRO, in SYSPRO's own units and lengths. Carries personal data: short retention, sealed wherever it is stored. */
export type ErpCommand =
  | (ErpCommandHead & {
      readonly kind: 'UNKNOWN';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'CREATE_SALES_ORDER';
      readonly createSalesOrder: CreateSalesOrder;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'POST_RECEIPT';
      readonly createSalesOrder?: null;
      readonly postReceipt: PostReceipt;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'ENSURE_CUSTOMER';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer: EnsureCustomer;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'POST_UNAPPLIED_RECEIPT';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt: PostUnappliedReceipt;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'APPLY_RECEIPT';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt: ApplyReceipt;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'HOLD_SALES_ORDER';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder: HoldSalesOrder;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'RELEASE_SALES_ORDER';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder: ReleaseSalesOrder;
      readonly cancelSalesOrder?: null;
    })
  | (ErpCommandHead & {
      readonly kind: 'CANCEL_SALES_ORDER';
      readonly createSalesOrder?: null;
      readonly postReceipt?: null;
      readonly ensureCustomer?: null;
      readonly postUnappliedReceipt?: null;
      readonly applyReceipt?: null;
      readonly holdSalesOrder?: null;
      readonly releaseSalesOrder?: null;
      readonly cancelSalesOrder: CancelSalesOrder;
    });

export const ErpCommandRecord: RecordDefinition<ErpCommand> = {
  name: 'com.clarityconnect.erp.ErpCommand',
  bodies: {
    CREATE_SALES_ORDER: 'createSalesOrder',
    POST_RECEIPT: 'postReceipt',
    ENSURE_CUSTOMER: 'ensureCustomer',
    POST_UNAPPLIED_RECEIPT: 'postUnappliedReceipt',
    APPLY_RECEIPT: 'applyReceipt',
    HOLD_SALES_ORDER: 'holdSalesOrder',
    RELEASE_SALES_ORDER: 'releaseSalesOrder',
    CANCEL_SALES_ORDER: 'cancelSalesOrder',
  },
  schema: {
    type: 'record',
    name: 'ErpCommand',
    namespace: 'com.clarityconnect.erp',
    doc: "One effect we want in SYSPRO, in SYSPRO's own units and lengths. Carries personal data: short retention, sealed wherever it is stored.",
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'effectId',
        type: 'string',
        doc: 'Deterministic identity of the effect: the same intent has the same id for ever.',
      },
      {
        name: 'orderId',
        type: 'string',
        doc: "`shop/orderReference`, the order's identity everywhere; of a customer's own commands `customer/<company>/<customerCode>`. The record's key.",
      },
      {
        name: 'sequence',
        type: 'long',
        doc: '1, 2, 3 … per key; a reader applies last + 1, ignores repeats and holds gaps.',
      },
      {
        name: 'company',
        type: 'string',
        doc: 'SYSPRO company id, at most 4 characters.',
      },
      {
        name: 'mappingName',
        type: 'string',
        doc: 'Mapping that made it.',
      },
      {
        name: 'mappingVersion',
        type: 'string',
        doc: 'Version of that mapping.',
      },
      {
        name: 'issuedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When it was decided, UTC.',
      },
      {
        name: 'dependsOn',
        type: {
          type: 'array',
          items: 'string',
        },
        doc: 'effectIds that must be confirmed first.',
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'ErpCommandKind',
          doc: 'What to do.',
          symbols: [
            'UNKNOWN',
            'CREATE_SALES_ORDER',
            'POST_RECEIPT',
            'ENSURE_CUSTOMER',
            'POST_UNAPPLIED_RECEIPT',
            'APPLY_RECEIPT',
            'HOLD_SALES_ORDER',
            'RELEASE_SALES_ORDER',
            'CANCEL_SALES_ORDER',
          ],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'createSalesOrder',
        type: [
          'null',
          {
            type: 'record',
            name: 'CreateSalesOrder',
            doc: 'Import a sales order (SORTOI), prove its value, release it.',
            fields: [
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: 'At most 30 characters of Windows-1252; by it the order is found again.',
              },
              {
                name: 'orderDate',
                type: 'string',
                doc: "CCYY-MM-DD in the company's calendar.",
              },
              {
                name: 'currency',
                type: 'string',
                doc: "The customer account's currency, ISO 4217.",
              },
              {
                name: 'warehouse',
                type: 'string',
                doc: 'SYSPRO warehouse, at most 10 characters.',
              },
              {
                name: 'email',
                type: ['null', 'string'],
                doc: 'At most 80 characters.',
                default: null,
              },
              {
                name: 'shipTo',
                type: {
                  type: 'record',
                  name: 'ShipTo',
                  doc: 'Where the goods go, as SYSPRO stores it.',
                  fields: [
                    {
                      name: 'name',
                      type: 'string',
                      doc: 'At most 50 characters.',
                    },
                    {
                      name: 'lines',
                      type: {
                        type: 'array',
                        items: 'string',
                      },
                      doc: 'At most five lines of at most 40 characters.',
                    },
                    {
                      name: 'postcode',
                      type: 'string',
                      doc: 'At most 10 characters; may be empty.',
                    },
                  ],
                },
                doc: 'Delivery address.',
              },
              {
                name: 'lines',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'SalesOrderLine',
                    doc: 'One line of the sales order; CustomerPoLine identifies it.',
                    fields: [
                      {
                        name: 'customerPoLine',
                        type: 'int',
                        doc: '1 to 9999.',
                      },
                      {
                        name: 'kind',
                        type: {
                          type: 'enum',
                          name: 'SalesOrderLineKind',
                          doc: 'Which SORTOI line.',
                          symbols: ['UNKNOWN', 'STOCK', 'FREIGHT', 'CHARGE'],
                          default: 'UNKNOWN',
                        },
                        doc: 'STOCK: StockLine; FREIGHT: FreightLine; CHARGE: MiscChargeLine.',
                      },
                      {
                        name: 'stockCode',
                        type: 'string',
                        doc: 'At most 30 characters, upper case; empty for freight and charges.',
                      },
                      {
                        name: 'description',
                        type: 'string',
                        doc: 'At most 50 characters (100 for charges).',
                      },
                      {
                        name: 'quantity',
                        type: 'string',
                        doc: 'Decimal as text, up to 6 decimals.',
                      },
                      {
                        name: 'unitOfMeasure',
                        type: 'string',
                        doc: 'At most 10 characters.',
                      },
                      {
                        name: 'unitPriceNet',
                        type: 'string',
                        doc: 'Decimal as text with 5 decimals, without tax.',
                      },
                      {
                        name: 'netMinor',
                        type: 'long',
                        doc: 'round(quantity × unitPriceNet), as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP).',
                      },
                      {
                        name: 'taxMinor',
                        type: 'long',
                        doc: 'round(net × rate), as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP).',
                      },
                      {
                        name: 'taxCode',
                        type: 'string',
                        doc: 'SYSPRO tax code, at most 3 characters.',
                      },
                      {
                        name: 'glAccount',
                        type: ['null', 'string'],
                        doc: 'Ledger code its value belongs to by the rules of the mapping, at most 35 characters; SORTOI has no field for it, journals will. Null where no rule says.',
                        default: null,
                      },
                    ],
                  },
                },
                doc: 'At least one; a rounding line, if any, comes last.',
              },
              {
                name: 'expectedGrossMinor',
                type: 'long',
                doc: "What SYSPRO's order must come to: the shop's total. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'roundingMinor',
                type: 'long',
                doc: 'Value of the rounding line; 0 for none. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'alternateReference',
                type: ['null', 'string'],
                doc: "AlternateReference of the order, at most 20 characters: the buyer's own order number, or our reference where the buyer's is the CustomerPoNumber.",
                default: null,
              },
              {
                name: 'ownReferenceIn',
                type: ['null', 'string'],
                doc: "ALTERNATE_REFERENCE where CustomerPoNumber is the buyer's own and ours is the AlternateReference, by which the order is then found again; null: CustomerPoNumber is ours.",
                default: null,
              },
              {
                name: 'holdCode',
                type: ['null', 'string'],
                doc: 'Why the order stays in suspense (status S) after its value is proven, e.g. `FRAUD_CHALLENGE`; null: it is released to status 1.',
                default: null,
              },
              {
                name: 'paymentStatus',
                type: ['null', 'string'],
                doc: 'PAID, PART_PAID, RESERVED or FREE, as money-and-orders knows it when the command is issued. SORTOI has no field for it.',
                default: null,
              },
              {
                name: 'paymentMethod',
                type: ['null', 'string'],
                doc: 'For people, e.g. `Card VISA`; at most 30 characters. SORTOI has no field for it.',
                default: null,
              },
              {
                name: 'paymentDate',
                type: ['null', 'string'],
                doc: "CCYY-MM-DD: day of the last capture in the company's calendar; null when nothing was captured.",
                default: null,
              },
              {
                name: 'vendorTxCodes',
                type: [
                  'null',
                  {
                    type: 'array',
                    items: 'string',
                  },
                ],
                doc: 'VendorTxCodes of the captures, oldest first.',
                default: null,
              },
              {
                name: 'transactionIds',
                type: [
                  'null',
                  {
                    type: 'array',
                    items: 'string',
                  },
                ],
                doc: "Opayo's transactions of the captures, oldest first; 38 characters do not fit SYSPRO's reference.",
                default: null,
              },
              {
                name: 'netMinor',
                type: ['null', 'long'],
                doc: 'Order without tax, as SYSPRO will compute it, the rounding line included. Whole minor units of `currency` (pence for GBP).',
                default: null,
              },
              {
                name: 'taxMinor',
                type: ['null', 'long'],
                doc: 'Tax of the order, as SYSPRO will compute it. Whole minor units of `currency` (pence for GBP).',
                default: null,
              },
              {
                name: 'specialInstructions',
                type: ['null', 'string'],
                doc: 'SpecialInstrs of the order, for the people who pack it; at most 30 characters of Windows-1252. The standard mapping leaves it to each site.',
                default: null,
              },
              {
                name: 'roundingToleranceMinor',
                type: ['null', 'long'],
                doc: "How far SYSPRO's own value may be from expectedGrossMinor for a rounding line to close the difference; beyond it the order stays in suspense. Null: 0. Whole minor units of `currency` (pence for GBP).",
                default: null,
              },
              {
                name: 'askAvailability',
                type: ['null', 'boolean'],
                doc: "Whether SYSPRO's available quantities are asked first (INVQRY) and told in the outcome. They refuse nothing. Null: false.",
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of CREATE_SALES_ORDER.',
        default: null,
      },
      {
        name: 'postReceipt',
        type: [
          'null',
          {
            type: 'record',
            name: 'PostReceipt',
            doc: 'Post a captured payment against an invoice (ARSTPY).',
            fields: [
              {
                name: 'transactionId',
                type: 'string',
                doc: 'Opayo transaction whose money it is.',
              },
              {
                name: 'vendorTxCode',
                type: 'string',
                doc: 'Its VendorTxCode.',
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'reference',
                type: 'string',
                doc: 'At most 30 characters of Windows-1252, unique per effect; by it the receipt is found again.',
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: "Amount to post: never above the capture, never above the invoice's balance. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'paymentDate',
                type: 'string',
                doc: "CCYY-MM-DD: the capture date in the company's calendar. The posting period is derived from it when sending.",
              },
              {
                name: 'bank',
                type: 'string',
                doc: 'SYSPRO bank (clearing account) code, at most 15 characters.',
              },
              {
                name: 'paymentMethod',
                type: 'string',
                doc: 'For people, e.g. `Card VISA`.',
              },
              {
                name: 'salesOrder',
                type: 'string',
                doc: 'SYSPRO sales order as its query shows it.',
              },
              {
                name: 'invoice',
                type: 'string',
                doc: 'SYSPRO invoice to pay, at most 20 characters.',
              },
              {
                name: 'paymentStatus',
                type: ['null', 'string'],
                doc: 'PAID when this receipt closes the invoice as last seen, else PART_PAID. ARSTPY has no field for it.',
                default: null,
              },
              {
                name: 'glAccount',
                type: ['null', 'string'],
                doc: 'Ledger code of the clearing account by the rules of the mapping, at most 35 characters; for journals. Null where no rule says.',
                default: null,
              },
              {
                name: 'netMinor',
                type: ['null', 'long'],
                doc: "The amount without its share of the order's tax; acquirer's fees are not known yet. Whole minor units of `currency` (pence for GBP).",
                default: null,
              },
              {
                name: 'authProcessor',
                type: ['null', 'string'],
                doc: "Opayo's word for the acquirer, where it told one.",
                default: null,
              },
              {
                name: 'merchantNumber',
                type: ['null', 'string'],
                doc: 'Our merchant number at that acquirer, where Opayo told it.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of POST_RECEIPT.',
        default: null,
      },
      {
        name: 'ensureCustomer',
        type: [
          'null',
          {
            type: 'record',
            name: 'EnsureCustomer',
            doc: 'A customer as we want it in SYSPRO (ARSSCS): added when absent, changed only in the fields that are told. What is null is not ours and stays as it is.',
            fields: [
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'reference',
                type: 'string',
                doc: 'Ours, kept in EdiSenderCode (at most 40 characters); by it a customer is known to be ours.',
              },
              {
                name: 'name',
                type: 'string',
                doc: 'At most 50 characters. Personal data.',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217; of an existing customer it is compared, never changed.',
              },
              {
                name: 'shortName',
                type: ['null', 'string'],
                doc: 'At most 20 characters.',
                default: null,
              },
              {
                name: 'contact',
                type: ['null', 'string'],
                doc: 'At most 40 characters. Personal data.',
                default: null,
              },
              {
                name: 'email',
                type: ['null', 'string'],
                doc: 'At most 80 characters. Personal data.',
                default: null,
              },
              {
                name: 'telephone',
                type: ['null', 'string'],
                doc: 'At most 20 characters. Personal data.',
                default: null,
              },
              {
                name: 'taxStatus',
                type: ['null', 'string'],
                doc: 'E exempt, N non-exempt, O other.',
                default: null,
              },
              {
                name: 'taxExemptNumber',
                type: ['null', 'string'],
                doc: 'At most 30 characters.',
                default: null,
              },
              {
                name: 'soldTo',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'SoldToAddress',
                    doc: 'Where the customer is.',
                    fields: [
                      {
                        name: 'lines',
                        type: {
                          type: 'array',
                          items: 'string',
                        },
                        doc: 'At most five lines of at most 40 characters.',
                      },
                      {
                        name: 'postcode',
                        type: 'string',
                        doc: 'At most 10 characters; may be empty.',
                      },
                    ],
                  },
                ],
                doc: 'Address of the customer. Personal data.',
                default: null,
              },
              {
                name: 'shipTo',
                type: [
                  'null',
                  {
                    type: 'record',
                    name: 'CustomerShipTo',
                    doc: 'Where goods usually go.',
                    fields: [
                      {
                        name: 'lines',
                        type: {
                          type: 'array',
                          items: 'string',
                        },
                        doc: 'At most five lines of at most 40 characters.',
                      },
                      {
                        name: 'postcode',
                        type: 'string',
                        doc: 'At most 10 characters; may be empty.',
                      },
                    ],
                  },
                ],
                doc: 'Usual delivery address. Personal data.',
                default: null,
              },
              {
                name: 'branch',
                type: ['null', 'string'],
                doc: 'Must exist in SYSPRO; at most 10 characters.',
                default: null,
              },
              {
                name: 'area',
                type: ['null', 'string'],
                doc: 'Must exist in SYSPRO; at most 10 characters.',
                default: null,
              },
              {
                name: 'salesperson',
                type: ['null', 'string'],
                doc: 'Must exist in SYSPRO; at most 20 characters.',
                default: null,
              },
              {
                name: 'customerClass',
                type: ['null', 'string'],
                doc: 'Must exist in SYSPRO; at most 10 characters.',
                default: null,
              },
              {
                name: 'termsCode',
                type: ['null', 'string'],
                doc: 'Must exist in SYSPRO; at most 2 characters.',
                default: null,
              },
              {
                name: 'onBehalfOfOrderId',
                type: ['null', 'string'],
                doc: 'The order that needed the customer first.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of ENSURE_CUSTOMER.',
        default: null,
      },
      {
        name: 'postUnappliedReceipt',
        type: [
          'null',
          {
            type: 'record',
            name: 'PostUnappliedReceipt',
            doc: "Post captured money to the customer's account without an invoice (ARSTPY, UnappliedPayment).",
            fields: [
              {
                name: 'transactionId',
                type: 'string',
                doc: 'Opayo transaction whose money it is.',
              },
              {
                name: 'vendorTxCode',
                type: 'string',
                doc: 'Its VendorTxCode.',
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'reference',
                type: 'string',
                doc: 'At most 30 characters of Windows-1252, unique per effect; by it the posting is found again.',
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount to post: never above the capture. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: "The account's currency, ISO 4217.",
              },
              {
                name: 'paymentDate',
                type: 'string',
                doc: "CCYY-MM-DD: the capture date in the company's calendar. The posting period is derived from it when sending.",
              },
              {
                name: 'bank',
                type: 'string',
                doc: 'SYSPRO bank (clearing account) code, at most 15 characters.',
              },
              {
                name: 'paymentMethod',
                type: 'string',
                doc: 'For people, e.g. `Card VISA`.',
              },
              {
                name: 'reason',
                type: 'string',
                doc: "ON_CAPTURE: the company's policy; EXCESS: more was taken than was invoiced, a refund is due.",
              },
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: 'SYSPRO sales order, where it is known.',
                default: null,
              },
              {
                name: 'glAccount',
                type: ['null', 'string'],
                doc: 'Ledger code of the clearing account by the rules of the mapping, at most 35 characters; for journals. Null where no rule says.',
                default: null,
              },
              {
                name: 'netMinor',
                type: ['null', 'long'],
                doc: "The amount without its share of the order's tax. Whole minor units of `currency` (pence for GBP).",
                default: null,
              },
              {
                name: 'authProcessor',
                type: ['null', 'string'],
                doc: "Opayo's word for the acquirer, where it told one.",
                default: null,
              },
              {
                name: 'merchantNumber',
                type: ['null', 'string'],
                doc: 'Our merchant number at that acquirer, where Opayo told it.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of POST_UNAPPLIED_RECEIPT.',
        default: null,
      },
      {
        name: 'applyReceipt',
        type: [
          'null',
          {
            type: 'record',
            name: 'ApplyReceipt',
            doc: 'Move an unapplied receipt onto an invoice; no cash moves (ARSTPY).',
            fields: [
              {
                name: 'transactionId',
                type: 'string',
                doc: 'Opayo transaction whose money it is.',
              },
              {
                name: 'vendorTxCode',
                type: 'string',
                doc: 'Its VendorTxCode.',
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'reference',
                type: 'string',
                doc: 'At most 30 characters of Windows-1252, unique per effect; by it the posting is found again.',
              },
              {
                name: 'receiptEffectId',
                type: 'string',
                doc: 'Effect that posted the unapplied receipt; its outcome names the credit (`_CRDnn`).',
              },
              {
                name: 'creditNumber',
                type: ['null', 'string'],
                doc: 'The credit SYSPRO made of the receipt, where it is known.',
                default: null,
              },
              {
                name: 'salesOrder',
                type: 'string',
                doc: 'SYSPRO sales order as its query shows it.',
              },
              {
                name: 'invoice',
                type: 'string',
                doc: 'SYSPRO invoice to pay, at most 20 characters.',
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: "Amount to apply: never above the credit, never above the invoice's balance. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'applicationDate',
                type: 'string',
                doc: "CCYY-MM-DD in the company's calendar; the posting period is derived from it when sending.",
              },
              {
                name: 'bank',
                type: 'string',
                doc: 'SYSPRO bank of the receipt, at most 15 characters.',
              },
              {
                name: 'paymentStatus',
                type: ['null', 'string'],
                doc: 'PAID when this closes the invoice as last seen, else PART_PAID.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of APPLY_RECEIPT.',
        default: null,
      },
      {
        name: 'holdSalesOrder',
        type: [
          'null',
          {
            type: 'record',
            name: 'HoldSalesOrder',
            doc: 'Put a sales order into suspense (SORTOS to S) before it leaves. Overtakes whatever else waits for the order.',
            fields: [
              {
                name: 'salesOrderEffectId',
                type: 'string',
                doc: "Effect that created the sales order; its outcome names the order's number.",
              },
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: 'SYSPRO sales order, where it is known.',
                default: null,
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'holdCode',
                type: 'string',
                doc: 'Why, e.g. `PAYMENT_VOIDED`, `PAYMENT_REFUNDED`, `SETTLEMENT_FAILED`, `SHOP_CANCELLED`, `FRAUD_DENY`. Only holds of ours are released by us.',
              },
            ],
          },
        ],
        doc: 'Body of HOLD_SALES_ORDER.',
        default: null,
      },
      {
        name: 'releaseSalesOrder',
        type: [
          'null',
          {
            type: 'record',
            name: 'ReleaseSalesOrder',
            doc: 'Release a hold of ours (SORTOS from S). A hold that is not ours stays.',
            fields: [
              {
                name: 'salesOrderEffectId',
                type: 'string',
                doc: "Effect that created the sales order; its outcome names the order's number.",
              },
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: 'SYSPRO sales order, where it is known.',
                default: null,
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'holdCode',
                type: 'string',
                doc: 'The hold that ended, as it was set.',
              },
            ],
          },
        ],
        doc: 'Body of RELEASE_SALES_ORDER.',
        default: null,
      },
      {
        name: 'cancelSalesOrder',
        type: [
          'null',
          {
            type: 'record',
            name: 'CancelSalesOrder',
            doc: 'Cancel what is left of a sales order (SORTOX).',
            fields: [
              {
                name: 'salesOrderEffectId',
                type: 'string',
                doc: "Effect that created the sales order; its outcome names the order's number.",
              },
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: 'SYSPRO sales order, where it is known.',
                default: null,
              },
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer, at most 15 characters.',
              },
              {
                name: 'customerPoNumber',
                type: 'string',
                doc: "The order's CustomerPoNumber.",
              },
              {
                name: 'reason',
                type: 'string',
                doc: 'Why, as a stable word, e.g. `SHOP_CANCELLED`.',
              },
              {
                name: 'cancelReasonCode',
                type: ['null', 'string'],
                doc: "SYSPRO's CancelReasonCode of this site, at most 6 characters.",
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of CANCEL_SALES_ORDER.',
        default: null,
      },
      {
        name: 'revision',
        type: ['null', 'int'],
        doc: '1 (or null) for the first; a corrected redrive is a new revision, taken only when the one before it is proven rejected or absent.',
        default: null,
      },
    ],
  },
};
