import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { minorUnits, sumMinor } from '#libs/money';
import { aCreateSalesOrder, aPaymentEvent, aPostReceipt, aShopOrder } from './builders.js';

describe('what tests build', () => {
  it.each([
    [TOPICS.shopOrders.name, aShopOrder()],
    [TOPICS.paymentEvents.name, aPaymentEvent()],
    [TOPICS.erpCommands.name, aCreateSalesOrder()],
    [TOPICS.erpCommands.name, aPostReceipt()],
  ])('would be taken by the wire: %s %#', (topic, record) => {
    expect(() => checkEncodable(topic, record)).not.toThrow();
  });

  it('is one story: the order, its money and its commands agree', () => {
    const { placed, orderId } = aShopOrder();
    const total = placed.totalMinor;
    expect(sumMinor(placed.lines.map(({ grossMinor }) => grossMinor))).toBe(total);
    expect(aPaymentEvent()).toMatchObject({ orderId, captured: { amountMinor: total } });
    expect(aCreateSalesOrder()).toMatchObject({ orderId, createSalesOrder: { expectedGrossMinor: total } });
    expect(aPostReceipt()).toMatchObject({ orderId, postReceipt: { amountMinor: total } });
  });

  it('is another event each time, and what the test says it is', () => {
    expect(aPaymentEvent().eventId).not.toBe(aPaymentEvent().eventId);
    const payment = aPaymentEvent({ orderId: null }, { amountMinor: minorUnits(1) });
    expect(payment).toMatchObject({ orderId: null, captured: { amountMinor: 1, currency: 'GBP' } });
  });
});
