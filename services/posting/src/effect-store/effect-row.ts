import type { ErpCommandKind } from '#libs/contracts';
import type { MinorUnits } from '#libs/money';
import type { Effect, Evidence } from '../effect/effect.js';
import type { EffectState } from '../effect/effect-state.js';

/** Columns of `effect` that make an `Effect`; the sealed command is asked for apart. */
export const EFFECT_COLUMNS = `effect_id, revision, order_id, company, kind, sequence, request_hash, reference, amount_minor, currency, depends_on,
  traceparent, issued_at, state, parked, sends, failures, first_failed_at, planned_at, sent_at, unknown_since, settled_at, last_code,
  last_text, evidence`;

export interface EffectRow {
  readonly effect_id: string;
  readonly revision: number;
  readonly order_id: string;
  readonly company: string;
  readonly kind: ErpCommandKind;
  readonly sequence: number;
  readonly request_hash: string;
  readonly reference: string;
  readonly amount_minor: MinorUnits | null;
  readonly currency: string | null;
  readonly depends_on: readonly string[];
  readonly traceparent: string | null;
  readonly issued_at: Date;
  readonly state: EffectState;
  readonly parked: boolean;
  readonly sends: number;
  readonly failures: number;
  readonly first_failed_at: Date | null;
  readonly planned_at: Date;
  readonly sent_at: Date | null;
  readonly unknown_since: Date | null;
  readonly settled_at: Date | null;
  readonly last_code: string | null;
  readonly last_text: string | null;
  readonly evidence: Evidence | null;
}

export function effectOf(row: EffectRow): Effect {
  return {
    effectId: row.effect_id,
    revision: row.revision,
    orderId: row.order_id,
    company: row.company,
    kind: row.kind,
    sequence: row.sequence,
    requestHash: row.request_hash,
    reference: row.reference,
    amountMinor: row.amount_minor,
    currency: row.currency,
    dependsOn: row.depends_on,
    traceparent: row.traceparent,
    issuedAt: row.issued_at,
    state: row.state,
    parked: row.parked,
    sends: row.sends,
    failures: row.failures,
    firstFailedAt: row.first_failed_at,
    plannedAt: row.planned_at,
    sentAt: row.sent_at,
    unknownSince: row.unknown_since,
    settledAt: row.settled_at,
    lastCode: row.last_code,
    lastText: row.last_text,
    evidence: row.evidence,
  };
}
