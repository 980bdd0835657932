import { addDays, dateIn, type CalendarDate } from '#libs/calendar';
import type { Books } from '../books/books.js';
import { collection } from '../books/collection.js';

/** How the sandbox's clock differs from the machine's. */
interface ClockSetting {
  /** Milliseconds ahead of the machine's clock (behind, if negative); ignored while frozen. */
  readonly offsetMs: number;
  /** The instant at which the clock stands still, ISO 8601 UTC; null while it runs. */
  readonly frozenAt: string | null;
}

const CLOCK = collection<ClockSetting>('clock');
const RUNNING: ClockSetting = { offsetMs: 0, frozenAt: null };

/** The time zone of both stand-ins' calendars. */
export const TIME_ZONE = 'Europe/London';

/** The one clock of Opayo, SYSPRO and the shop; can be set, advanced and frozen, and keeps its setting over a restart. */
export class SandboxClock {
  private listeners: (() => void)[] = [];

  /** `machineNow`: milliseconds since the epoch; default the machine's clock. */
  constructor(
    private readonly books: Books,
    private readonly machineNow: () => number = Date.now,
  ) {}

  /** The instant it is in the sandbox. */
  now(): Date {
    const { offsetMs, frozenAt } = this.setting();
    return frozenAt === null ? new Date(this.machineNow() + offsetMs) : new Date(frozenAt);
  }

  /** The day it is in Europe/London. */
  today(): CalendarDate {
    return dateIn(this.now(), TIME_ZONE);
  }

  get frozen(): boolean {
    return this.setting().frozenAt !== null;
  }

  /** Sets the clock; with `frozen` it stands still until it is set again. */
  async set(now: Date, frozen = false): Promise<void> {
    await this.keep({ offsetMs: now.getTime() - this.machineNow(), frozenAt: frozen ? now.toISOString() : null });
  }

  /** Moves the clock by milliseconds, backwards if negative. */
  async advance(byMs: number): Promise<void> {
    await this.set(new Date(this.now().getTime() + byMs), this.frozen);
  }

  /** Lets the clock run with the machine's again. */
  async reset(): Promise<void> {
    await this.keep(RUNNING);
  }

  /** Calls `listener` whenever the clock was set, so that what waits for a time looks again. */
  onSet(listener: () => void): void {
    this.listeners.push(listener);
  }

  private setting(): ClockSetting {
    return this.books.get(CLOCK, 'setting') ?? RUNNING;
  }

  private async keep(setting: ClockSetting): Promise<void> {
    await this.books.change((draft) => draft.put(CLOCK, 'setting', setting));
    for (const listener of this.listeners) listener();
  }
}

/** The last day of the month before the one `date` lies in. */
export function lastDayOfPreviousMonth(date: CalendarDate): CalendarDate {
  return addDays(`${date.slice(0, 7)}-01`, -1);
}
