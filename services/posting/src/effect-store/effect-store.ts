import type { ItemToPark, OutboxMessage } from '#libs/delivery';
import type { RecordedCall } from '#libs/syspro';
import type { PlannedEffect } from '../accept-commands/plan-effect.js';
import type { Progress } from '../effect/after-attempt.js';
import type { ClaimedEffect, Effect } from '../effect/effect.js';
import type { EffectState } from '../effect/effect-state.js';
import type { RevisionDecision, RevisionRecord } from '../revise-effects/revision.js';
import type { SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';

/** `new`: stored; `repeat`: known with the same content; `revised`: a corrected command took the place of one that is surely not in SYSPRO; `conflict`: its id or its place is taken by another content: parked, not stored. */
export type Acceptance = 'new' | 'repeat' | 'revised' | 'conflict';

/** One attempt at an effect, as it is kept for ever. */
export interface AttemptRecord {
  readonly claimId: string;
  /** Sending, or asking whether it is there. */
  readonly purpose: 'POST' | 'READ_BACK';
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** `done`, `absent`, or the code of what went wrong. */
  readonly result: string;
  readonly text: string | null;
  /** What was said to SYSPRO and by it; stored sealed. */
  readonly calls: readonly RecordedCall[];
}

/** A sales order for the poller to look after. */
export interface OrderToWatch {
  readonly company: string;
  /** Short form. */
  readonly salesOrder: string;
  readonly orderId: string;
  readonly customerCode: string;
  readonly currency: string;
}

/** Everything that follows from an attempt, to be written together or not at all. */
export interface Settlement {
  readonly progress: Progress;
  readonly attempt: AttemptRecord;
  readonly messages: readonly OutboxMessage[];
  readonly park: ItemToPark | undefined;
  readonly watch: OrderToWatch | undefined;
  /** A hold set or ended. */
  readonly hold?: SalesOrderHold | undefined;
}

/** Effects by state, those that wait for a person counted apart too. */
export type EffectSummary = Readonly<Record<EffectState, number>> & { readonly parked: number };

/**
 * The ledger of effects. Every key (order) runs its effects one at a time in the order of their sequence; a key is taken under a lease,
 * and whoever holds an outdated claim can change nothing. Times are the store's own clock, so that processes need not agree on theirs.
 */
export interface EffectStore {
  /** Stores effects as PLANNED, in one transaction; parks the keys of those that cannot be done. Answers in the order given. */
  accept(planned: readonly PlannedEffect[]): Promise<Acceptance[]>;

  /**
   * Has a rejected effect, or one planned and parked, sent again as its next revision: on record with who and why, its own parked items
   * released. The new revision; undefined when the effect is unknown, or may be in SYSPRO.
   */
  redrive(effectId: string, decision: RevisionDecision): Promise<number | undefined>;

  /**
   * Takes the next key of a lane whose head may run: not parked, dependencies confirmed, due, nobody's lease. A PLANNED head becomes
   * CLAIMED, as does one whose claim has expired; a HOLD_SALES_ORDER goes before the head, whatever that waits for. UNKNOWN stays UNKNOWN, to be read back; SENT stays SENT: its sender is gone, and whether it
   * was sent cannot be told. Undefined when there is nothing to do now.
   */
  claim(lane: string, leaseMs: number): Promise<ClaimedEffect | undefined>;

  /** CLAIMED → SENT if the claim still holds, extending its lease; false: somebody else has it, send nothing. */
  markSent(claim: ClaimedEffect, leaseMs: number): Promise<boolean>;

  /** Extends the lease if the claim still holds; false: send nothing. */
  renew(claim: ClaimedEffect, leaseMs: number): Promise<boolean>;

  /**
   * Writes what follows from an attempt and lets the key go: to its next effect when this one is confirmed. `from` is the state the
   * attempt ended in. False when the claim no longer holds: nothing is written, whoever holds the key now will find out by reading back.
   */
  settle(claim: ClaimedEffect, from: EffectState, settlement: Settlement): Promise<boolean>;

  /** Milliseconds until a key of the lane may be due; undefined when none waits for a time. */
  nextDueInMs(lane: string): Promise<number | undefined>;

  find(effectId: string): Promise<Effect | undefined>;
  /** The command an effect came as; holds personal data. */
  commandOf(effectId: string): Promise<ClaimedEffect['command'] | undefined>;
  /** In the order they were made. */
  attemptsOf(effectId: string): Promise<AttemptRecord[]>;
  /** Who had it sent again and why, in the order of the revisions. */
  revisionsOf(effectId: string): Promise<RevisionRecord[]>;
  /** In the order of their sequence. */
  ofOrder(orderId: string): Promise<Effect[]>;
  /** Holds on the order that this effect enters, released ones too. */
  holdsOf(salesOrderEffectId: string): Promise<SalesOrderHold[]>;
  summary(): Promise<EffectSummary>;
}
