import type { Alert, ErpCommand } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';

export const ORDER_HELD = 'ORDER_HELD';

/** Somebody has to look at an order that is entered and held: nothing of ours releases it. None for any other command. */
export function heldOrderAlert({ orderId, effectId, createSalesOrder }: ErpCommand, now: Date): OutboxMessage[] {
  if (!createSalesOrder?.holdCode) return [];
  const { holdCode, expectedGrossMinor, currency } = createSalesOrder;
  const eventId = deterministicUuid(ORDER_HELD, effectId);
  const alert: Alert = {
    eventId,
    alertId: deterministicUuid('alert', ORDER_HELD, effectId),
    code: ORDER_HELD,
    state: 'RAISED',
    severity: 'WARNING',
    owner: 'finance',
    service: 'transformation',
    what: `The order is entered in SYSPRO and left in suspense: ${holdCode}`,
    whatToDo: 'look at the payment in MyOpayo; release the order in SYSPRO (status S to 1), or cancel it and refund',
    ...{ subject: orderId, orderId, effectId, amountMinor: expectedGrossMinor, currency },
    raisedAt: now.getTime(),
    resolvedAt: null,
  };
  return [alertMessage(alert)];
}
