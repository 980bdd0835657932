// Generated from schemas/erp/MasterData.avsc by `npm run contracts`. Do not edit: change the schema.
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** What the record is about. */
export type MasterDataKind = 'UNKNOWN' | 'CUSTOMER' | 'STOCK_ITEM' | 'SWEEP';

/** A row of ArCustomer. */
export interface MasterCustomer {
  /** Name, at most 50 characters. Personal data. */
  readonly name: string;
  /** ISO 4217 where the site's own code is known, else the code as SYSPRO has it. */
  readonly currency: string;
  /** E exempt, N non-exempt, O other; empty where SYSPRO has none. */
  readonly taxStatus: string;
  /** CustomerOnHold: SORTOI refuses its orders. */
  readonly onHold: boolean;
}

/** A row of InvMaster. */
export interface MasterStockItem {
  /** Description, at most 50 characters. */
  readonly description: string;
  /** Stocking unit, at most 10 characters. */
  readonly unitOfMeasure: string;
  /** SYSPRO tax code; the one that counts for the item. */
  readonly taxCode: string;
  /** Product class; may be empty. */
  readonly productClass: string;
  /** Warehouse to use by default; may be empty. */
  readonly warehouse: string;
  /** StockOnHold is not blank. */
  readonly onHold: boolean;
}

/** Every row of the table was read once: what was not seen is gone, what did not change was not told again. */
export interface MasterSweep {
  /** When the first page was asked for, UTC: the data is no older than this. */
  readonly startedAt: TimestampMillis;
  /** When the last page was answered, UTC. */
  readonly finishedAt: TimestampMillis;
  /** Rows SYSPRO has. */
  readonly rowCount: number;
}

/** What every MasterData has, whatever its kind. */
export interface MasterDataHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** SYSPRO company id. */
  readonly company: string;
  /** Customer or stock code as transactions take it (numeric customers in short form); of a sweep the kind it swept. */
  readonly code: string;
  /** When SYSPRO was asked, UTC: what it says was true then. */
  readonly asOf: TimestampMillis;
}

/** A customer or stock code as SYSPRO has it, or the end of a sweep over all of them. Compacted: the newest record of a key counts, a record without value says that SYSPRO has it no longer. Carries personal data (customers' names): sealed wherever it is stored. */
export type MasterData =
  | (MasterDataHead & {
      readonly kind: 'UNKNOWN';
      readonly customer?: null;
      readonly stockItem?: null;
      readonly sweep?: null;
    })
  | (MasterDataHead & {
      readonly kind: 'CUSTOMER';
      readonly customer: MasterCustomer;
      readonly stockItem?: null;
      readonly sweep?: null;
    })
  | (MasterDataHead & {
      readonly kind: 'STOCK_ITEM';
      readonly customer?: null;
      readonly stockItem: MasterStockItem;
      readonly sweep?: null;
    })
  | (MasterDataHead & {
      readonly kind: 'SWEEP';
      readonly customer?: null;
      readonly stockItem?: null;
      readonly sweep: MasterSweep;
    });

export const MasterDataRecord: RecordDefinition<MasterData> = {
  name: 'com.clarityconnect.erp.MasterData',
  bodies: { CUSTOMER: 'customer', STOCK_ITEM: 'stockItem', SWEEP: 'sweep' },
  schema: {
    type: 'record',
    name: 'MasterData',
    namespace: 'com.clarityconnect.erp',
    doc: "A customer or stock code as SYSPRO has it, or the end of a sweep over all of them. Compacted: the newest record of a key counts, a record without value says that SYSPRO has it no longer. Carries personal data (customers' names): sealed wherever it is stored.",
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'company',
        type: 'string',
        doc: 'SYSPRO company id.',
      },
      {
        name: 'code',
        type: 'string',
        doc: 'Customer or stock code as transactions take it (numeric customers in short form); of a sweep the kind it swept.',
      },
      {
        name: 'asOf',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When SYSPRO was asked, UTC: what it says was true then.',
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'MasterDataKind',
          doc: 'What the record is about.',
          symbols: ['UNKNOWN', 'CUSTOMER', 'STOCK_ITEM', 'SWEEP'],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'customer',
        type: [
          'null',
          {
            type: 'record',
            name: 'MasterCustomer',
            doc: 'A row of ArCustomer.',
            fields: [
              {
                name: 'name',
                type: 'string',
                doc: 'Name, at most 50 characters. Personal data.',
              },
              {
                name: 'currency',
                type: 'string',
                doc: "ISO 4217 where the site's own code is known, else the code as SYSPRO has it.",
              },
              {
                name: 'taxStatus',
                type: 'string',
                doc: 'E exempt, N non-exempt, O other; empty where SYSPRO has none.',
              },
              {
                name: 'onHold',
                type: 'boolean',
                doc: 'CustomerOnHold: SORTOI refuses its orders.',
              },
            ],
          },
        ],
        doc: 'Body of CUSTOMER.',
        default: null,
      },
      {
        name: 'stockItem',
        type: [
          'null',
          {
            type: 'record',
            name: 'MasterStockItem',
            doc: 'A row of InvMaster.',
            fields: [
              {
                name: 'description',
                type: 'string',
                doc: 'Description, at most 50 characters.',
              },
              {
                name: 'unitOfMeasure',
                type: 'string',
                doc: 'Stocking unit, at most 10 characters.',
              },
              {
                name: 'taxCode',
                type: 'string',
                doc: 'SYSPRO tax code; the one that counts for the item.',
              },
              {
                name: 'productClass',
                type: 'string',
                doc: 'Product class; may be empty.',
              },
              {
                name: 'warehouse',
                type: 'string',
                doc: 'Warehouse to use by default; may be empty.',
              },
              {
                name: 'onHold',
                type: 'boolean',
                doc: 'StockOnHold is not blank.',
              },
            ],
          },
        ],
        doc: 'Body of STOCK_ITEM.',
        default: null,
      },
      {
        name: 'sweep',
        type: [
          'null',
          {
            type: 'record',
            name: 'MasterSweep',
            doc: 'Every row of the table was read once: what was not seen is gone, what did not change was not told again.',
            fields: [
              {
                name: 'startedAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When the first page was asked for, UTC: the data is no older than this.',
              },
              {
                name: 'finishedAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When the last page was answered, UTC.',
              },
              {
                name: 'rowCount',
                type: 'long',
                doc: 'Rows SYSPRO has.',
              },
            ],
          },
        ],
        doc: 'Body of SWEEP.',
        default: null,
      },
    ],
  },
};
