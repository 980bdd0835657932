import { addDays, dateIn, instantAt, type CalendarDate } from '#libs/calendar';
import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import { TIME_ZONE } from '../../clock/sandbox-clock.js';
import { isToSettle, settle } from '../ledger/settle.js';
import { TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { BATCHES, type Batch } from './batch.js';

/** When the night's run begins, London (opayo.md 5.1). */
const RUNS_AT = '00:01:00';

interface RunRecord {
  /** The last day at whose beginning the run was made. */
  readonly ranOn: CalendarDate;
}

const RUNS = collection<RunRecord>('opayo.settlement-runs');
const THE_RUN = 'nightly';

/** An acquirer whose next file will not arrive; `*`: whichever comes first. */
interface FailingFile {
  readonly authProcessor: string;
}

const FAILING_FILES = collection<FailingFile>('opayo.failing-files');

/** Makes the next batch for an acquirer (default: the next at all) a failed, empty one. */
export function failNextFile(draft: BookDraft, authProcessor = '*'): void {
  draft.put(FAILING_FILES, authProcessor, { authProcessor });
}

/** Whether the run of today is still to be made. A clock that was put back runs its nights again. */
export function isRunDue(books: BookReader, now: Date): boolean {
  const today = dateIn(now, TIME_ZONE);
  return books.get(RUNS, THE_RUN)?.ranOn !== today && now >= instantAt(today, RUNS_AT, TIME_ZONE);
}

/**
 * Hands over what was authorised before today: a batch per vendor, day and acquirer, stamped on its transactions; American Express has an acquirer
 * of its own. A clock that leapt makes up for the nights it leapt over. A failed batch stays empty and its transactions wait for the next run.
 */
export function runSettlement(draft: BookDraft, now: Date): Batch[] {
  const today = dateIn(now, TIME_ZONE);
  const ranOn = draft.get(RUNS, THE_RUN)?.ranOn;
  const waiting = draft
    .all(TRANSACTIONS)
    .filter((transaction) => isToSettle(transaction) && capturedOn(transaction) < today);
  const batches = groupsOf(waiting).map(([day, transactions]) => {
    return makeBatch(draft, transactions, runFor(day, { ranOn, now }));
  });
  draft.put(RUNS, THE_RUN, { ranOn: today });
  return batches;
}

/** The first run after a day that is still to be made: that night's, or one made on demand now. */
function runFor(day: CalendarDate, { ranOn, now }: { ranOn: CalendarDate | undefined; now: Date }): Date {
  const after = ranOn !== undefined && ranOn > day ? ranOn : day;
  const night = instantAt(addDays(after, 1), RUNS_AT, TIME_ZONE);
  return night < now ? night : now;
}

/** Groups by day, vendor and acquirer, the oldest day first. */
function groupsOf(transactions: readonly OpayoTransaction[]): [day: CalendarDate, OpayoTransaction[]][] {
  const groups = Map.groupBy(transactions, (transaction) =>
    JSON.stringify([capturedOn(transaction), transaction.vendor, transaction.authProcessor]),
  );
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, group]) => [(JSON.parse(key) as [CalendarDate])[0], group]);
}

function makeBatch(draft: BookDraft, transactions: readonly OpayoTransaction[], at: Date): Batch {
  const [{ vendor, authProcessor }] = transactions as [OpayoTransaction];
  const failing = [authProcessor ?? '', '*'].find((name) => draft.get(FAILING_FILES, name) !== undefined);
  if (failing !== undefined) draft.remove(FAILING_FILES, failing);
  const batch: Batch = {
    batchId: String(draft.nextNumber('opayo.batches', 4_710_000)),
    vendor,
    authProcessor: authProcessor ?? '',
    completedAt: at.toISOString(),
    failed: failing !== undefined,
  };
  draft.put(BATCHES, batch.batchId, batch);
  if (!batch.failed) for (const transaction of transactions) settle(draft, transaction, batch.batchId, at);
  return batch;
}

/** The day in London on which its money was taken or given back. */
function capturedOn({ instructions, completedAt, startedAt }: OpayoTransaction): CalendarDate {
  const released = instructions.find(({ type }) => type === 'release');
  return dateIn(new Date(released?.at ?? completedAt ?? startedAt), TIME_ZONE);
}
