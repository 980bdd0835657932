import { randomUUID } from 'node:crypto';
import type { ItemToPark, OutboxMessage } from '#libs/delivery';
import { conflictOf, type PlannedEffect } from '../accept-commands/plan-effect.js';
import type { ClaimedEffect, Effect } from '../effect/effect.js';
import {
  decisionOf,
  mayBeRevised,
  mayChangeReference,
  revisionOf,
  type RevisionDecision,
  type RevisionRecord,
} from '../revise-effects/revision.js';
import { EFFECT_STATES, type EffectState } from '../effect/effect-state.js';
import { OVERTAKING_KIND, PASSING_KIND, type SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';
import type {
  Acceptance,
  AttemptRecord,
  EffectStore,
  EffectSummary,
  OrderToWatch,
  Settlement,
} from './effect-store.js';

interface Key {
  nextSequence: number;
  readonly lane: string;
  dueAtMs: number | undefined;
  claimId: string | undefined;
  leaseUntilMs: number;
}

interface Kept {
  effect: Effect;
  command: PlannedEffect['command'];
  readonly replacedHashes: string[];
  readonly attempts: AttemptRecord[];
}

/** The ledger in memory: for tests of what stands on it. Passes the same suite as the real one. */
export class MemoryEffectStore implements EffectStore {
  readonly messages: OutboxMessage[] = [];
  readonly parked: ItemToPark[] = [];
  readonly watched: OrderToWatch[] = [];
  readonly holds: SalesOrderHold[] = [];
  readonly revisions: (RevisionRecord & { effectId: string })[] = [];
  /** Milliseconds added to the clock. */
  aheadMs = 0;
  readonly #effects = new Map<string, Kept>();
  readonly #keys = new Map<string, Key>();

  async accept(planned: readonly PlannedEffect[]): Promise<Acceptance[]> {
    return planned.map((item) => this.#acceptOne(item));
  }

  async redrive(effectId: string, decision: RevisionDecision): Promise<number | undefined> {
    const kept = this.#effects.get(effectId);
    if (!kept || !mayBeRevised(kept.effect) || !kept.effect.parked) return undefined;
    return this.#revise(kept, decision);
  }

  async claim(lane: string, leaseMs: number): Promise<ClaimedEffect | undefined> {
    const nowMs = this.#nowMs();
    const due = [...this.#keys]
      .filter(([, key]) => key.lane === lane && key.dueAtMs !== undefined && key.dueAtMs <= nowMs)
      .filter(([, key]) => key.leaseUntilMs <= nowMs)
      .sort(([, left], [, right]) => (left.dueAtMs ?? 0) - (right.dueAtMs ?? 0));
    for (const [orderId, key] of due) {
      const head = this.#overtakingOf(orderId) ?? this.#readyHeadOf(orderId, key);
      if (!head) continue;
      key.claimId = randomUUID();
      key.leaseUntilMs = nowMs + leaseMs;
      if (head.effect.state === 'PLANNED') head.effect = { ...head.effect, state: 'CLAIMED' };
      return { ...head.effect, command: head.command, claimId: key.claimId, claimedAt: new Date(nowMs) };
    }
    return undefined;
  }

  async markSent(claim: ClaimedEffect, leaseMs: number): Promise<boolean> {
    const kept = this.#effects.get(claim.effectId);
    if (kept?.effect.state !== 'CLAIMED' || !this.#extend(claim, leaseMs)) return false;
    const sentAt = new Date(this.#nowMs());
    kept.effect = { ...kept.effect, state: 'SENT', sends: kept.effect.sends + 1, sentAt };
    return true;
  }

  async renew(claim: ClaimedEffect, leaseMs: number): Promise<boolean> {
    return this.#extend(claim, leaseMs);
  }

  async settle(claim: ClaimedEffect, from: EffectState, settlement: Settlement): Promise<boolean> {
    const key = this.#keys.get(claim.orderId);
    const kept = this.#effects.get(claim.effectId);
    if (!key || !kept || key.claimId !== claim.claimId || kept.effect.state !== from) return false;
    const { dueAt, ...progress } = settlement.progress;
    const settled = progress.state === 'CONFIRMED' || progress.state === 'REJECTED';
    kept.effect = { ...kept.effect, ...progress, settledAt: settled ? settlement.attempt.endedAt : null };
    kept.attempts.push(settlement.attempt);
    key.claimId = undefined;
    key.leaseUntilMs = 0;
    const overtook = claim.sequence !== key.nextSequence;
    const isAwaited = overtook || this.#overtakingOf(claim.orderId) !== undefined;
    key.dueAtMs = dueAt?.getTime() ?? (isAwaited ? this.#nowMs() : undefined);
    if (isPassed(kept.effect)) {
      while (isPassed(this.#headOf(claim.orderId, key)?.effect)) key.nextSequence += 1;
      key.dueAtMs = this.#headOf(claim.orderId, key) ? this.#nowMs() : undefined;
    }
    if (settlement.hold) this.#keepHold(settlement.hold);
    this.messages.push(...settlement.messages);
    if (settlement.park) this.parked.push(settlement.park);
    if (settlement.watch) this.watched.push(settlement.watch);
    return true;
  }

  async nextDueInMs(lane: string): Promise<number | undefined> {
    const times = [...this.#keys.values()]
      .filter((key) => key.lane === lane && key.dueAtMs !== undefined)
      .map((key) => Math.max(key.dueAtMs ?? 0, key.leaseUntilMs) - this.#nowMs());
    return times.length === 0 ? undefined : Math.max(0, Math.min(...times));
  }

  async find(effectId: string): Promise<Effect | undefined> {
    return this.#effects.get(effectId)?.effect;
  }

  async commandOf(effectId: string): Promise<PlannedEffect['command'] | undefined> {
    return this.#effects.get(effectId)?.command;
  }

  async attemptsOf(effectId: string): Promise<AttemptRecord[]> {
    return [...(this.#effects.get(effectId)?.attempts ?? [])];
  }

  async revisionsOf(effectId: string): Promise<RevisionRecord[]> {
    return this.revisions.filter((each) => each.effectId === effectId).map(({ effectId: _, ...record }) => record);
  }

  async ofOrder(orderId: string): Promise<Effect[]> {
    return [...this.#effects.values()]
      .map(({ effect }) => effect)
      .filter((effect) => effect.orderId === orderId)
      .sort((left, right) => left.sequence - right.sequence);
  }

  async holdsOf(salesOrderEffectId: string): Promise<SalesOrderHold[]> {
    return this.holds.filter((hold) => hold.salesOrderEffectId === salesOrderEffectId);
  }

  async summary(): Promise<EffectSummary> {
    const effects = [...this.#effects.values()].map(({ effect }) => effect);
    const counts = EFFECT_STATES.map((state) => [state, effects.filter((effect) => effect.state === state).length]);
    const parked = effects.filter((effect) => effect.parked).length;
    return { ...(Object.fromEntries(counts) as Record<EffectState, number>), parked };
  }

  #acceptOne({ intent, command, park }: PlannedEffect): Acceptance {
    const kept = this.#effects.get(intent.effectId);
    const known = kept?.effect;
    if (kept && !park && corrects(kept.effect, { intent, command, park })) {
      const { reference, amountMinor, currency, requestHash, dependsOn } = intent;
      kept.replacedHashes.push(kept.effect.requestHash);
      kept.effect = { ...kept.effect, reference, amountMinor, currency, requestHash, dependsOn };
      kept.command = command;
      this.#revise(kept, decisionOf(command));
      return 'revised';
    }
    if (kept?.replacedHashes.includes(intent.requestHash)) return 'repeat';
    if (known?.requestHash === intent.requestHash && known.sequence === intent.sequence) return 'repeat';
    const inItsPlace = [...this.#effects.values()].some(
      ({ effect }) => effect.orderId === intent.orderId && effect.sequence === intent.sequence,
    );
    if (known || inItsPlace) {
      this.parked.push(conflictOf(intent));
      return 'conflict';
    }
    if (park) this.parked.push(park);
    this.#effects.set(intent.effectId, {
      effect: { ...plannedEffect(intent, park !== undefined), revision: revisionOf(command) },
      command,
      replacedHashes: [],
      attempts: [],
    });
    const key = this.#keys.get(intent.orderId) ?? {
      nextSequence: 1,
      lane: intent.company,
      dueAtMs: undefined,
      claimId: undefined,
      leaseUntilMs: 0,
    };
    const mayRun =
      key.nextSequence === intent.sequence || intent.kind === OVERTAKING_KIND || intent.kind === PASSING_KIND;
    if (mayRun && !park) key.dueAtMs = this.#nowMs();
    this.#keys.set(intent.orderId, key);
    return 'new';
  }

  #headOf(orderId: string, key: Key): Kept | undefined {
    return [...this.#effects.values()].find(
      ({ effect }) => effect.orderId === orderId && effect.sequence === key.nextSequence,
    );
  }

  #revise(kept: Kept, decision: RevisionDecision): number {
    const { effectId, orderId, sequence, kind, revision, evidence } = kept.effect;
    const { takenAt: _taken, provenAbsentAt: _absent, ...rest } = evidence ?? {};
    const again = { state: 'PLANNED', parked: false, failures: 0, firstFailedAt: null, settledAt: null } as const;
    kept.effect = { ...kept.effect, ...again, evidence: evidence && rest, revision: revision + 1 };
    this.revisions.push({ ...decision, effectId, revision: revision + 1, decidedAt: new Date(this.#nowMs()) });
    const left = this.parked.filter((item) => item.effectId !== effectId);
    this.parked.splice(0, this.parked.length, ...left);
    const key = this.#keys.get(orderId);
    if (key && (key.nextSequence === sequence || kind === OVERTAKING_KIND || kind === PASSING_KIND))
      key.dueAtMs = this.#nowMs();
    return revision + 1;
  }

  #readyHeadOf(orderId: string, key: Key): Kept | undefined {
    const head = this.#headOf(orderId, key);
    return head && !head.effect.parked && this.#isReady(head.effect) ? head : undefined;
  }

  #overtakingOf(orderId: string): Kept | undefined {
    return [...this.#effects.values()]
      .filter(({ effect }) => effect.orderId === orderId && !effect.parked)
      .filter(({ effect }) => effect.kind === OVERTAKING_KIND || this.#mayPass(effect))
      .filter(({ effect }) => effect.state !== 'CONFIRMED' && effect.state !== 'REJECTED')
      .sort((left, right) => left.effect.sequence - right.effect.sequence)[0];
  }

  #mayPass({ kind, orderId, sequence }: Effect): boolean {
    const ended = [...this.#effects.values()].filter(
      ({ effect }) =>
        effect.orderId === orderId &&
        effect.sequence < sequence &&
        (effect.state === 'CONFIRMED' || effect.state === 'REJECTED'),
    );
    return kind === PASSING_KIND && ended.length === sequence - 1;
  }

  #keepHold(hold: SalesOrderHold): void {
    const { salesOrderEffectId, holdCode } = hold;
    const at = this.holds.findIndex(
      (known) => known.salesOrderEffectId === salesOrderEffectId && known.holdCode === holdCode,
    );
    this.holds.splice(at < 0 ? this.holds.length : at, at < 0 ? 0 : 1, hold);
  }

  #isReady(effect: Effect): boolean {
    return effect.dependsOn.every((effectId) => this.#effects.get(effectId)?.effect.state === 'CONFIRMED');
  }

  #extend(claim: ClaimedEffect, leaseMs: number): boolean {
    const key = this.#keys.get(claim.orderId);
    if (key?.claimId !== claim.claimId || key.leaseUntilMs <= this.#nowMs()) return false;
    key.leaseUntilMs = this.#nowMs() + leaseMs;
    return true;
  }

  #nowMs(): number {
    return Date.now() + this.aheadMs;
  }
}

/** What the key need not stop at. */
function isPassed(effect: Effect | undefined): boolean {
  return effect?.state === 'CONFIRMED' || (effect?.state === 'REJECTED' && effect.kind === OVERTAKING_KIND);
}

function corrects(known: Effect, { intent, command }: PlannedEffect): boolean {
  const isNext = revisionOf(command) === known.revision + 1;
  const isSame = known.sequence === intent.sequence && known.kind === intent.kind;
  return isNext && isSame && mayBeRevised(known) && (known.reference === intent.reference || mayChangeReference(known));
}

function plannedEffect(intent: PlannedEffect['intent'], parked: boolean): Effect {
  return {
    ...intent,
    revision: 1,
    state: 'PLANNED',
    parked,
    sends: 0,
    failures: 0,
    firstFailedAt: null,
    plannedAt: new Date(),
    sentAt: null,
    unknownSince: null,
    settledAt: null,
    lastCode: null,
    lastText: null,
    evidence: null,
  };
}
