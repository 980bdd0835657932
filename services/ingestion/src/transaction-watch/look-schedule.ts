import type { StatusMeaning } from '#libs/opayo';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often a transaction is looked at, and for how long. */
interface Rhythm {
  /** The shortest and the longest wait, milliseconds; in between the wait grows with the age of the state. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Nothing is expected to happen any more this long after the state was first seen. */
  readonly untilMs: number;
}

/** A deferred transaction lapses after 30 days, an authenticated one after 90 (reference page 1.4); Opayo may be some days late to say so. */
const LATE_MS = 5 * DAY_MS;

const RHYTHMS: Readonly<Record<StatusMeaning | 'MISSING', Rhythm>> = {
  // Shopper's pages end within 15 minutes, challenges within 20, European methods within an hour or days.
  PENDING: { firstMs: MINUTE_MS, longestMs: HOUR_MS, untilMs: 30 * DAY_MS },
  AUTHORISED: { firstMs: 15 * MINUTE_MS, longestMs: 6 * HOUR_MS, untilMs: 30 * DAY_MS + LATE_MS },
  AUTHENTICATED: { firstMs: 15 * MINUTE_MS, longestMs: 12 * HOUR_MS, untilMs: 90 * DAY_MS + LATE_MS },
  // Until it is in a batch it may be voided or fail to settle. Some payment methods never are in one.
  CAPTURED: { firstMs: 15 * MINUTE_MS, longestMs: 6 * HOUR_MS, untilMs: 30 * DAY_MS },
  REFUNDED: { firstMs: 15 * MINUTE_MS, longestMs: 6 * HOUR_MS, untilMs: 30 * DAY_MS },
  UNRECOGNISED: { firstMs: HOUR_MS, longestMs: DAY_MS, untilMs: 90 * DAY_MS },
  // Told by somebody and not known at Opayo: a registration that never arrived, a slip, or Opayo's reports are late.
  MISSING: { firstMs: MINUTE_MS, longestMs: 6 * HOUR_MS, untilMs: 30 * DAY_MS },
  DECLINED: { firstMs: 0, longestMs: 0, untilMs: 0 },
  RELEASED_WITHOUT_CAPTURE: { firstMs: 0, longestMs: 0, untilMs: 0 },
  VOIDED: { firstMs: 0, longestMs: 0, untilMs: 0 },
  SETTLEMENT_FAILED: { firstMs: 0, longestMs: 0, untilMs: 0 },
  NONE: { firstMs: 0, longestMs: 0, untilMs: 0 },
};

export interface LookedAt {
  /** `MISSING`: Opayo does not know it. */
  readonly kind: StatusMeaning | 'MISSING';
  /** When this state was first seen, UTC. */
  readonly stateSince: Date;
  /** When it was first seen in a settlement batch; null before. */
  readonly batchSeenAt: Date | null;
}

/**
 * When to look at a transaction again: at waits of half its state's age, so that news is found while it is likely and old ones cost little, and never
 * of more than `longestWaitMs`; null when nothing can become of it any more. In a batch it is looked at for `settlementMs`: banks refuse some days later.
 */
export function nextLookAt(
  { kind, stateSince, batchSeenAt }: LookedAt,
  now: Date,
  settlementMs: number,
  longestWaitMs = DAY_MS,
): Date | null {
  const after = (waitMs: number): Date => new Date(now.getTime() + Math.min(waitMs, longestWaitMs));
  if (batchSeenAt !== null && (kind === 'CAPTURED' || kind === 'REFUNDED')) {
    return now.getTime() - batchSeenAt.getTime() < settlementMs ? after(Math.min(DAY_MS, settlementMs)) : null;
  }
  const { firstMs, longestMs, untilMs } = RHYTHMS[kind];
  const ageMs = now.getTime() - stateSince.getTime();
  if (ageMs >= untilMs) return null;
  return after(Math.min(longestMs, Math.max(firstMs, ageMs / 2)));
}
