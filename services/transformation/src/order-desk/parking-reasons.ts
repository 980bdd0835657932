import { disposition, type ItemToPark } from '#libs/delivery';
import type { ErrorFacts } from '#libs/errors';
import { MappingRejected } from '#libs/mapping';
import type { Decision } from '../order/decide.js';
import type { OrderState } from '../order/order-state.js';
import { ValidationRejected } from '../validation/validation-rejected.js';
import type { IncomingFact } from './incoming-fact.js';

type NeedsPerson = Extract<Decision, { decision: 'needsPerson' }>;

/** An order that a rule of the decision table gives to a person. */
export function parkedForPerson(orderId: string, state: OrderState, decision: NeedsPerson): ItemToPark {
  const { code, text, suggestedFix, amountMinor } = decision;
  const currency = currencyOf(state);
  return {
    ...{ key: orderId, orderId, code, text, suggestedFix },
    owner: 'finance',
    severity: 'WARNING',
    ...(currency === undefined ? {} : { amountMinor, currency }),
    body: { decision },
  };
}

/**
 * An order whose judgement threw. The error itself says whether it is parked; what may work later is thrown on, for then nothing of the
 * batch is stored and all of it comes again.
 */
export function parkedForError(orderId: string, error: unknown, now: Date): ItemToPark {
  const fate = disposition(error, { attempts: 1, firstAttemptAt: now }, { now: () => now });
  if (fate.action === 'retry' || fate.action === 'readBack') throw error;
  const { code, text, owner, suggestedFix, severity, facts } = fate;
  return {
    ...{ key: orderId, orderId, code, text, owner, suggestedFix, severity },
    body: {
      facts,
      failures: error instanceof MappingRejected ? error.failures : [],
      findings: error instanceof ValidationRejected ? error.findings : [],
    },
  };
}

/** A payment that is said to be of two orders: nobody but a person can divide it. */
export function parkedForSharedPayment(orderId: string, vendorTxCode: string, otherOrderId: string): ItemToPark {
  return {
    ...{ key: orderId, orderId, code: 'PAYMENT_LISTED_BY_TWO_ORDERS' },
    text: `Payment ${vendorTxCode} was listed for this order or given to it, and to ${otherOrderId} before`,
    owner: 'finance',
    suggestedFix: 'decide with the shop whose payment it is; divide it in SYSPRO by hand where it is both orders’',
    severity: 'WARNING',
    body: { vendorTxCode, otherOrderId },
  };
}

/** A known fact that was told again, differently. */
export function parkedForConflict({ fact, ...at }: IncomingFact, key: string): ItemToPark {
  return aside(key, at, {
    code: 'FACT_CONFLICT',
    text: `A fact of kind ${fact.event.kind} was told again with another content`,
    owner: 'integration',
    suggestedFix: 'compare both; the first one counts, the second is kept beside it',
    severity: 'CRITICAL',
  });
}

/** A kind of fact this release does not know. */
export function parkedForNewerKind(at: Omit<IncomingFact, 'fact'>, key: string): ItemToPark {
  return aside(key, at, {
    code: 'NEWER_THAN_ME',
    text: `A record of ${at.topic} is of a kind this release does not know`,
    owner: 'integration',
    suggestedFix: 'install the release that knows it, have the record read again, then release the key',
    severity: 'WARNING',
  });
}

function aside(
  key: string,
  { topic, partition, offset }: Omit<IncomingFact, 'fact'>,
  reason: Pick<ItemToPark, 'code' | 'text' | 'owner' | 'suggestedFix' | 'severity'>,
): ItemToPark {
  const body: ErrorFacts = { topic, partition, offset };
  return { key, ...(key.includes('/') ? { orderId: key } : {}), ...reason, body };
}

function currencyOf(state: OrderState): string | undefined {
  return state.content?.currency ?? state.captures[0]?.currency;
}
