import { compareText, grouped, type AlertFact } from './fact.js';
import type { Effect } from './effects.js';

/** Why a person has to look at an order. */
export interface AttentionNeeded {
  /** Stable code, e.g. `STOCK_CODE_NOT_FOUND`. */
  readonly code: string;
  /** What happened, without personal data. */
  readonly text: string;
  /** Who can mend it. */
  readonly owner: string;
  readonly suggestedFix: string;
  readonly effectId: string | null;
  /** Money that waits, minor units of `currency`. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** Since when; milliseconds since the epoch. */
  readonly since: number;
}

type Candidate = AttentionNeeded & { readonly critical: boolean };

/**
 * The most urgent open cause, or undefined. Open is an alert that was raised and not resolved since, and an effect that stands rejected
 * and whose alert nobody has resolved since. What is in doubt is no cause: posting reads it back by itself, and raises an alert when
 * that does not help.
 */
export function attentionOf(alerts: readonly AlertFact[], effects: readonly Effect[]): AttentionNeeded | undefined {
  const open = openAlerts(alerts);
  const rejections = openRejections(effects, alerts, open);
  const candidates = [...open.filter(({ severity }) => severity !== 'INFO').map(fromAlert), ...rejections];
  const [first] = candidates.sort(
    (left, right) =>
      Number(right.critical) - Number(left.critical) ||
      left.since - right.since ||
      compareText(left.code, right.code) ||
      compareText(left.effectId ?? '', right.effectId ?? '') ||
      compareText(left.text, right.text),
  );
  if (!first) return undefined;
  const { critical: _critical, ...attention } = first;
  return attention;
}

/** Of each cause its latest raising, unless it, or a later one, was resolved. */
function openAlerts(alerts: readonly AlertFact[]): AlertFact[] {
  return [...grouped(alerts, ({ alertId }) => alertId).values()].flatMap((ofCause) => {
    const resolvedUpTo = Math.max(-Infinity, ...ofCause.filter(isResolved).map(({ raisedAt }) => raisedAt));
    const raised = ofCause.filter((alert) => !isResolved(alert) && alert.raisedAt > resolvedUpTo);
    const [latest] = raised.sort(
      (left, right) => right.raisedAt - left.raisedAt || compareText(left.eventId, right.eventId),
    );
    return latest ? [latest] : [];
  });
}

/** Rejections without an open alert of their own; they are open unless a person has resolved their alert since. */
function openRejections(
  effects: readonly Effect[],
  alerts: readonly AlertFact[],
  open: readonly AlertFact[],
): Candidate[] {
  return effects.flatMap(({ effectId, standing }): Candidate[] => {
    if (standing.kind !== 'REJECTED') return [];
    const resolvedSince = alerts.some(
      (alert) => isResolved(alert) && alert.effectId === effectId && alert.occurredAt >= standing.occurredAt,
    );
    if (resolvedSince || open.some((alert) => alert.effectId === effectId)) return [];
    const { code, text, owner, suggestedFix, amountMinor, currency, occurredAt } = standing;
    return [{ code, text, owner, suggestedFix, effectId, amountMinor, currency, since: occurredAt, critical: false }];
  });
}

function fromAlert({
  code,
  text,
  owner,
  suggestedFix,
  effectId,
  amountMinor,
  currency,
  ...alert
}: AlertFact): Candidate {
  const critical = alert.severity === 'CRITICAL';
  return { code, text, owner, suggestedFix, effectId, amountMinor, currency, since: alert.raisedAt, critical };
}

function isResolved({ kind }: AlertFact): boolean {
  return kind === 'RESOLVED';
}
