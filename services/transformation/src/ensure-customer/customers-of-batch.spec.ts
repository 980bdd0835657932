import { describe, expect, it } from '@jest/globals';
import type { EnsureCustomer } from '#libs/contracts';
import { isCustomerKey } from './customer-key.js';
import { CustomersOfBatch, type WantedCustomer } from './customers-of-batch.js';

function wanted(customer: Partial<EnsureCustomer> = {}, asOf = 1000, company = 'GIFT'): WantedCustomer {
  return {
    ...{ company, asOf, mappingName: 'customer', mappingVersion: '1' },
    customer: {
      ...{ customerCode: 'ACME', reference: 'gifts/ACME', name: 'Acme Ltd', currency: 'GBP', shortName: null },
      ...{ contact: null, email: null, telephone: null, taxStatus: null, taxExemptNumber: null, soldTo: null },
      ...{ shipTo: null, branch: null, area: null, salesperson: null, customerClass: null, termsCode: null },
      ...{ onBehalfOfOrderId: 'gifts/1', ...customer },
    },
  };
}
const sent = (customers: CustomersOfBatch): string[] => customers.commands.map(({ made }) => made.effectId);
const told = (customers: CustomersOfBatch) => customers.commands.map((command) => command.told);

describe('a customer of our own', () => {
  it('is told once, for whichever of its orders came first', () => {
    const batch = new CustomersOfBatch();
    expect(batch.ensure(wanted())).toBe('customer:GIFT:ACME:1');
    expect(batch.ensure(wanted({ onBehalfOfOrderId: 'gifts/2' }, 2000))).toBe('customer:GIFT:ACME:1');
    expect(sent(batch)).toEqual(['customer:GIFT:ACME:1']);

    const later = new CustomersOfBatch(told(batch));
    expect(later.ensure(wanted({ onBehalfOfOrderId: 'gifts/3' }, 3000))).toBe('customer:GIFT:ACME:1');
    expect(sent(later)).toEqual([]);
  });

  it('is told again when something changed, and when it changes back', () => {
    const first = new CustomersOfBatch();
    first.ensure(wanted());
    const second = new CustomersOfBatch(told(first));
    expect(second.ensure(wanted({ email: 'new@example.com' }, 2000))).toBe('customer:GIFT:ACME:2');
    expect(second.ensure(wanted({}, 3000))).toBe('customer:GIFT:ACME:3');
    expect(sent(second)).toEqual(['customer:GIFT:ACME:2', 'customer:GIFT:ACME:3']);
  });

  it('is not brought back to what an older order says of it', () => {
    const first = new CustomersOfBatch();
    first.ensure(wanted({ email: 'new@example.com' }, 2000));
    const second = new CustomersOfBatch(told(first));

    expect(second.ensure(wanted({}, 1000))).toBe('customer:GIFT:ACME:1');
    expect(sent(second)).toEqual([]);
  });

  it('is another one in another company', () => {
    const batch = new CustomersOfBatch();
    batch.ensure(wanted());
    expect(batch.ensure(wanted({}, 1000, 'EURO'))).toBe('customer:EURO:ACME:1');
  });
});

it.each([
  ['customer/GIFT/ACME', true],
  ['customer/GIFT/0017850', true],
  ['gifts/1001', false],
  ['customer/1001', false],
  ['code-TX-1', false],
])('the key %s is a customer’s: %s', (key, expected) => {
  expect(isCustomerKey(key)).toBe(expected);
});
