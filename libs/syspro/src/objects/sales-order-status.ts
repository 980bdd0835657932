import { postTransaction, type Door } from './posting.js';

/** Statuses an order may be moved to (SORTOS). */
export type SettableOrderStatus = '1' | '2' | '3' | '4' | '8' | '9' | 'S';

// prettier-ignore
const STATUS_WORDS: Readonly<Record<string, string>> = {
  '0': 'In process', '1': 'Open order', '2': 'Open back order', '3': 'Released back order', '4': 'In warehouse',
  '8': 'Ready to invoice', '9': 'Complete', F: 'Forward order', S: 'In suspense', '*': 'Cancelled during entry', '\\': 'Cancelled',
};

/** SYSPRO's meaning of a status (syspro.md 2.2); `Unknown status x` for one that is not on its list. */
export function orderStatusWord(status: string): string {
  return STATUS_WORDS[status] ?? `Unknown status ${status}`;
}

/** True when nobody will ever ship the order. */
export function isCancelledStatus(status: string): boolean {
  return status === '*' || status === '\\';
}

/**
 * Moves an order to another status (SORTOS [X]). Moving it where it is already changes nothing, but an unheard answer is still
 * `OutcomeUnknownError`: read the state, then decide. Throws `RejectedError` when SYSPRO refuses the move.
 */
export async function changeOrderStatus(
  door: Door,
  change: { salesOrder: string; from: string; to: SettableOrderStatus },
): Promise<void> {
  await postTransaction(door, {
    businessObject: 'SORTOS',
    root: 'PostSorOrderStatus',
    // ValidateOnly is Y unless told otherwise: the call would succeed and move nothing.
    parameters: { ValidateOnly: 'N', IgnoreWarnings: 'W', ApplyIfEntireDocumentValid: 'Y' },
    content: { Item: { SalesOrder: change.salesOrder, OrderStatus: change.from, NewOrderStatus: change.to } },
  });
}
