import { RetryableError } from '#libs/errors';
import type { ReportedRow } from '#libs/opayo';
import type { OpayoBooks } from './opayo-books.js';

/** A stretch of time, UTC instants. */
export interface PollWindow {
  readonly from: Date;
  readonly to: Date;
}

const PAGE_ROWS = 50;
const READINGS = 4;

/**
 * Reads all rows of a window, page by page, and hands each page on before the next is asked for. Each page begins with the last row of the one
 * before: if that row is not on it, rows vanished or moved in between and some were skipped, so the window is read again from its start. Rows may therefore
 * be handed on twice. Throws `RetryableError` OPAYO_LIST_MOVES when the list does not stand still, and what the books throw.
 */
export async function readWindow(
  books: Pick<OpayoBooks, 'transactions'>,
  window: PollWindow,
  onPage: (rows: readonly ReportedRow[]) => Promise<void>,
): Promise<void> {
  for (let reading = 1; reading <= READINGS; reading++) {
    if (await readOnce(books, window, onPage)) return;
  }
  throw new RetryableError(`Opayo's list of transactions moved under ${READINGS} readings`, {
    code: 'OPAYO_LIST_MOVES',
    facts: { from: window.from.toISOString(), to: window.to.toISOString() },
  });
}

async function readOnce(
  books: Pick<OpayoBooks, 'transactions'>,
  window: PollWindow,
  onPage: (rows: readonly ReportedRow[]) => Promise<void>,
): Promise<boolean> {
  let last: string | undefined;
  for (let startRow = 1; ;) {
    const page = await books.transactions({ ...window, startRow, endRow: startRow + PAGE_ROWS - 1 });
    if (last !== undefined && !page.rows.some(({ transactionId }) => transactionId === last)) return false;
    await onPage(page.rows);
    if (page.endRow >= page.totalRows) return true;
    last = page.rows.at(-1)?.transactionId;
    // Behind the last row that has an id there may be some that have none.
    const next = last === undefined ? page.endRow + 1 : page.endRow - page.unreadableRows;
    // A page no longer than what is repeated of the one before: it would go on for ever.
    if (next <= startRow) return false;
    startRow = next;
  }
}
