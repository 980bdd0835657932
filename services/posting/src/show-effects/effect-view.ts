import type { ErpCommand } from '#libs/contracts';
import { withoutPersonalData } from '#libs/syspro';
import type { Effect } from '../effect/effect.js';
import type { AttemptRecord, EffectStore } from '../effect-store/effect-store.js';

const REDACTED = '[redacted]';

/** An effect in one line, for lists. */
export function effectLine(effect: Effect): object {
  const {
    issuedAt: _issuedAt,
    traceparent: _traceparent,
    requestHash: _requestHash,
    dependsOn: _dependsOn,
    ...line
  } = effect;
  return line;
}

/** Everything about an effect that may be shown: what was wanted, how far it came, what was said, without persons and secrets. */
export async function effectView(effect: Effect, store: EffectStore): Promise<object> {
  const [command, attempts, revisions, ofOrder] = await Promise.all([
    store.commandOf(effect.effectId),
    store.attemptsOf(effect.effectId),
    store.revisionsOf(effect.effectId),
    store.ofOrder(effect.orderId),
  ]);
  return {
    effect,
    waitsFor: await waitsFor(effect, ofOrder, store),
    intent: command && withoutPerson(command),
    revisions,
    attempts: attempts.map(attemptView),
  };
}

/** Why a planned effect does not run yet: effects it needs, or effects of its order before it. */
async function waitsFor(effect: Effect, ofOrder: readonly Effect[], store: EffectStore): Promise<string[]> {
  if (effect.state !== 'PLANNED') return [];
  const needed = await Promise.all(effect.dependsOn.map((effectId) => store.find(effectId)));
  const unmet = effect.dependsOn.filter((_, index) => needed[index]?.state !== 'CONFIRMED');
  const before = Array.from({ length: effect.sequence - 1 }, (_, index) => index + 1).flatMap((sequence) => {
    const earlier = ofOrder.find((other) => other.sequence === sequence);
    if (!earlier) return [`sequence ${sequence}, which has not arrived`];
    return earlier.state === 'CONFIRMED' ? [] : [earlier.effectId];
  });
  return [...new Set([...before, ...unmet])];
}

function withoutPerson(command: ErpCommand): object {
  if (command.kind === 'CREATE_SALES_ORDER') {
    const persons = { email: REDACTED, shipTo: REDACTED, specialInstructions: REDACTED };
    return { ...command, createSalesOrder: { ...command.createSalesOrder, ...persons } };
  }
  if (command.kind === 'ENSURE_CUSTOMER') {
    const persons = { name: REDACTED, shortName: REDACTED, contact: REDACTED, email: REDACTED, telephone: REDACTED };
    const addresses = { soldTo: REDACTED, shipTo: REDACTED };
    return { ...command, ensureCustomer: { ...command.ensureCustomer, ...persons, ...addresses } };
  }
  return command;
}

function attemptView(attempt: AttemptRecord): object {
  return {
    ...attempt,
    calls: attempt.calls.map((call) => ({
      ...call,
      parameters: withoutPersonalData(call.parameters),
      document: withoutPersonalData(call.document),
      reply: withoutPersonalData(call.reply),
    })),
  };
}
