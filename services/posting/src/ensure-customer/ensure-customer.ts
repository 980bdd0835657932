import type { EnsureCustomer } from '#libs/contracts';
import type { CustomerAccount, CustomerComparison } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { refuse } from '../post-receipt/refuse.js';

type Command = CommandOf<'ENSURE_CUSTOMER'>;

/**
 * Brings a customer into SYSPRO as we want it, and touches no field that is not ours.
 *
 *     in SYSPRO? ──no──▶ ARSSCS Add ─▶ done
 *         └─yes─▶ not ours ─▶ CUSTOMER_NOT_OURS    another currency ─▶ CURRENCY_DIFFERS    as wanted ─▶ done    else ─▶ ARSSCS Update ─▶ done
 */
export class EnsureCustomerEffect implements EffectHandler<Command> {
  async post({ ensureCustomer: wanted }: Command, attempt: Attempt): Promise<EffectAnswer> {
    const account = accountOf(wanted);
    const there = await attempt.syspro.compareCustomer(account);
    if (!there) {
      await attempt.syspro.addCustomer(account);
      attempt.posted();
      return ensured(wanted, { added: true, changedFields: [] });
    }
    const obstacle = obstacleTo(wanted, there);
    if (obstacle) return obstacle;
    const { differing } = there;
    if (differing.length > 0) {
      await attempt.syspro.changeCustomer(account, differing);
      attempt.posted();
    }
    return ensured(wanted, { added: false, changedFields: differing });
  }

  /** As wanted: done, and which of our attempts did it is not to be known. Anything else: not yet; `post` looks at it again. */
  async readBack({ ensureCustomer: wanted }: Command, attempt: Attempt): Promise<EffectAnswer> {
    const there = await attempt.syspro.compareCustomer(accountOf(wanted));
    if (!there) return { answer: 'absent' };
    const obstacle = obstacleTo(wanted, there);
    if (obstacle) return obstacle;
    return there.differing.length === 0 ? ensured(wanted, { added: false, changedFields: [] }) : { answer: 'absent' };
  }
}

function accountOf({ customerCode, onBehalfOfOrderId: _order, ...fields }: EnsureCustomer): CustomerAccount {
  return { customer: customerCode, ...fields };
}

function obstacleTo(wanted: EnsureCustomer, there: CustomerComparison): EffectAnswer | undefined {
  const { customerCode, reference, currency } = wanted;
  if (there.reference !== reference) {
    const whose = there.reference === '' ? 'no reference' : `the reference '${there.reference}'`;
    const text = `Customer ${customerCode} has ${whose} where ours, '${reference}', is looked for (EDI sender code): it is not ours to change`;
    return refuse('CUSTOMER_NOT_OURS', text, { customerCode, reference: there.reference });
  }
  if (there.currency !== currency) {
    const text = `Customer ${customerCode} is kept in ${there.currency}, the order is in ${currency}`;
    return refuse('CURRENCY_DIFFERS', text, { customerCode, currency: there.currency });
  }
  return undefined;
}

function ensured(
  { customerCode, onBehalfOfOrderId }: EnsureCustomer,
  { added, changedFields }: { added: boolean; changedFields: readonly string[] },
): EffectAnswer {
  return {
    answer: 'done',
    outcome: { kind: 'CUSTOMER_ENSURED', customerEnsured: { customerCode, added, changedFields, onBehalfOfOrderId } },
    evidence: { customerCode, added, changedFields: changedFields.join(', ') || null },
  };
}
