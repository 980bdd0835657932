import type { CalendarDate } from '#libs/calendar';
import { collection } from '../books/collection.js';
import type { figuresOf } from './plan.js';
import type { Planted } from './planted.js';

/** The one replay the books belong to. */
export interface ReplayRecord {
  readonly fileName: string;
  readonly fileHash: string;
  readonly firstDay: CalendarDate;
  readonly shop: string;
  readonly figures: ReturnType<typeof figuresOf>;
  readonly planted: readonly Planted[];
}

/** How far the shop has come with one sale. */
export interface OrderProgress {
  readonly reference: string;
  readonly totalMinor: number;
  readonly currency: string;
  /** Steps of the plan that are done; done ones are never done again. */
  readonly stepsDone: number;
  readonly steps: number;
  /** Why it does not go on; null when nothing is wrong. */
  readonly error: string | null;
}

export const REPLAY = collection<ReplayRecord>('shop.replay');
export const PROGRESS = collection<OrderProgress>('shop.orders');
/** Key of the one `ReplayRecord`. */
export const THE_REPLAY = 'replay';

/** Whether everything planned for the order is done. */
export function isSent({ stepsDone, steps }: OrderProgress): boolean {
  return stepsDone >= steps;
}
