import { exactText, postTransaction, type Door } from './posting.js';

/** An order whose remaining lines nobody is to ship. */
export interface SalesOrderCancellation {
  readonly salesOrder: string;
  /** The site's CancelReasonCode, at most 6 characters; null: none. */
  readonly reasonCode: string | null;
}

/**
 * Cancels what is left of an order (SORTOX [X]). Read the order's status first and after a lost answer. Throws `RejectedError` when SYSPRO
 * refuses, `OutcomeUnknownError` when no answer was heard.
 */
export async function cancelSalesOrder(door: Door, { salesOrder, reasonCode }: SalesOrderCancellation): Promise<void> {
  await postTransaction(door, {
    businessObject: 'SORTOX',
    root: 'PostSalesOrderCancel',
    // What ValidateOnly is when nobody says is not public: it is said.
    parameters: { ValidateOnly: 'N', IgnoreWarnings: 'Y', ApplyIfEntireDocumentValid: 'Y' },
    content: {
      Item: {
        SalesOrder: exactText('SalesOrder', salesOrder, 20),
        CancelReasonCode: reasonCode === null ? undefined : exactText('CancelReasonCode', reasonCode, 6),
      },
    },
  });
}
