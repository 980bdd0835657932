import { describe, expect, it } from '@jest/globals';
import type { ErpCommand } from '#libs/contracts';
import { aReceipt, aSalesOrder, receiptCommand, salesOrderCommand } from '../../test/effect-bench.js';
import { planEffect } from './plan-effect.js';

const hashOf = (command: ErpCommand): string => planEffect(command, 'GIFT', undefined).intent.requestHash;

/** The command as a release before these fields would have stored it. */
function without(command: ErpCommand, body: 'createSalesOrder' | 'postReceipt', fields: readonly string[]): ErpCommand {
  const kept = Object.entries(command[body] ?? {}).filter(([name]) => !fields.includes(name));
  return { ...command, [body]: Object.fromEntries(kept) };
}

describe('what makes two commands for one effect the same', () => {
  it('is what SYSPRO is told, not what we keep beside it', () => {
    const other = { paymentStatus: 'PART_PAID', paymentMethod: null, vendorTxCodes: null, transactionIds: [] };
    const lines = aSalesOrder.lines.map((line) => ({ ...line, glAccount: '4000' }));

    expect(hashOf(salesOrderCommand({ ...other, lines }))).toBe(hashOf(salesOrderCommand()));
    expect(hashOf(receiptCommand({ glAccount: '1200', netMinor: null }))).toBe(hashOf(receiptCommand()));
  });

  it.each([
    { holdCode: 'FRAUD_DENY' },
    { alternateReference: 'PO-7' },
    { ownReferenceIn: 'ALTERNATE_REFERENCE' },
    { specialInstructions: 'Leave at the back door' },
    { warehouse: 'OTHER' },
  ])('differs with %j', (change) => {
    expect(hashOf(salesOrderCommand(change))).not.toBe(hashOf(salesOrderCommand()));
  });

  it('is the same for a command of an older release, read again by this one', () => {
    const newFields = Object.keys(aSalesOrder).slice(Object.keys(aSalesOrder).indexOf('roundingMinor') + 1);
    const receiptFields = Object.keys(aReceipt).slice(Object.keys(aReceipt).indexOf('invoice') + 1);

    expect(newFields).toContain('holdCode');
    expect(hashOf(without(salesOrderCommand(), 'createSalesOrder', newFields))).toBe(hashOf(salesOrderCommand()));
    expect(hashOf(without(receiptCommand(), 'postReceipt', receiptFields))).toBe(hashOf(receiptCommand()));
  });
});
