import type { Alert } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { MinorUnits } from '#libs/money';

export const REFUND_DUE = 'REFUND_DUE';

/** Money of an order that no invoice will take, as it was told last and as it is now. Minor units of `currency`. */
export interface RefundDue {
  readonly orderId: string;
  readonly toldMinor: number;
  readonly dueMinor: MinorUnits;
  readonly currency: string;
}

/** Tells finance of it once, again when the amount becomes another, and closes the alert when nothing is due any more. None where nothing changed. */
export function refundDueAlert({ orderId, toldMinor, dueMinor, currency }: RefundDue, now: Date): OutboxMessage[] {
  if (dueMinor === toldMinor) return [];
  const resolved = dueMinor === 0;
  const alert: Alert = {
    eventId: deterministicUuid(REFUND_DUE, orderId, String(toldMinor), String(dueMinor), String(now.getTime())),
    alertId: deterministicUuid('alert', REFUND_DUE, orderId),
    code: REFUND_DUE,
    state: resolved ? 'RESOLVED' : 'RAISED',
    severity: 'WARNING',
    owner: 'finance',
    service: 'transformation',
    what: 'The order is complete or cancelled in SYSPRO, and money is left on the account that no invoice will take',
    whatToDo:
      'refund it in MyOpayo, then reverse the credit on the account in SYSPRO; or apply it to what else the customer owes',
    ...{ subject: orderId, orderId, effectId: null, amountMinor: dueMinor, currency },
    raisedAt: now.getTime(),
    resolvedAt: resolved ? now.getTime() : null,
  };
  return [alertMessage(alert)];
}
