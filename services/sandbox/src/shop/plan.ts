import { createHash } from 'node:crypto';
import type { CalendarDate } from '#libs/calendar';
import { sumMinor } from '#libs/money';
import { lastDayOfPreviousMonth } from '../clock/sandbox-clock.js';
import { readOrdersFile, type FileDocument, type OrdersFile } from './orders-file.js';
import { plant, type Planted, type PlantedKind } from './planted.js';

/** One thing the shop, its shopper or Opayo does for an order; `payment` counts the order's payments from 1. */
export type Step =
  | { readonly does: 'REGISTER'; readonly payment: number }
  | { readonly does: 'ORDER' }
  | { readonly does: 'PAY' | 'DECLINE' | 'REPEAT_NOTIFICATION'; readonly payment: number };

/** A sale with what is done for it, in order. */
export interface PlannedOrder {
  readonly document: FileDocument;
  readonly placedOn: CalendarDate;
  readonly steps: readonly Step[];
}

/** Everything a replay of one file does. Follows from the file and the first day alone. */
export interface Plan {
  readonly fileName: string;
  /** SHA-256 of the file's text, hex. */
  readonly fileHash: string;
  /** The day the file's dates are shifted to. */
  readonly firstDay: CalendarDate;
  readonly file: OrdersFile;
  readonly planted: readonly Planted[];
  readonly orders: readonly PlannedOrder[];
}

const USUAL: readonly Step[] = [{ does: 'REGISTER', payment: 1 }, { does: 'ORDER' }, { does: 'PAY', payment: 1 }];

/** Steps that differ from the usual ones. */
const STEPS: Readonly<Partial<Record<PlantedKind, readonly Step[]>>> = {
  PAYMENT_BEFORE_ORDER: [{ does: 'REGISTER', payment: 1 }, { does: 'PAY', payment: 1 }, { does: 'ORDER' }],
  PAID_AFTER_DECLINE: [
    { does: 'REGISTER', payment: 1 },
    { does: 'ORDER' },
    { does: 'DECLINE', payment: 1 },
    { does: 'REGISTER', payment: 2 },
    { does: 'PAY', payment: 2 },
  ],
  DUPLICATE_NOTIFICATION: [...USUAL, { does: 'REPEAT_NOTIFICATION', payment: 1 }],
};

/** SHA-256 of a file's text, hex: which file the books belong to. */
export function hashOfFile(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Plans the replay of a file's text. Throws `OrdersFileError`. */
export function planReplay(fileName: string, text: string, firstDay: CalendarDate): Plan {
  const file = readOrdersFile(text);
  const planted = plant(file.sales);
  const storyOf = new Map(planted.map(({ reference, kind }) => [reference, kind]));
  const orders = file.sales.map((document): PlannedOrder => {
    const story = storyOf.get(document.reference);
    return {
      document,
      // Registered, and so captured, in a month that is closed by now.
      placedOn: story === 'PERIOD_CLOSED' ? lastDayOfPreviousMonth(firstDay) : firstDay,
      steps: (story && STEPS[story]) ?? USUAL,
    };
  });
  return { fileName, fileHash: hashOfFile(text), firstDay, file, planted, orders };
}

/** The plan's figures; amounts in pence. */
export function figuresOf({ file }: Pick<Plan, 'file'>) {
  const total = (documents: readonly FileDocument[]): number => sumMinor(documents.map(({ grossMinor }) => grossMinor));
  return {
    documents: file.sales.length + file.nothingToPay.length + file.cancellations.length,
    sales: file.sales.length,
    salesMinor: total(file.sales),
    nothingToPay: file.nothingToPay.length,
    cancellations: file.cancellations.length,
    cancellationsMinor: total(file.cancellations),
  };
}
