import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customerCommand, EffectBench, QUARANTINE_MS } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const there = async (changes: Record<string, string> = {}): Promise<void> => {
  await bench.accept(customerCommand());
  await bench.attemptAll();
  Object.assign(bench.enet.customers[0]!, changes);
};
const last = () => bench.outcomes.at(-1);

describe('accepted', () => {
  it('a customer SYSPRO does not have is added with our reference, as an open-item account', async () => {
    await bench.accept(customerCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.customers).toMatchObject([
      {
        ...{ Customer: 'WEB0042', Name: 'Søren & Søn Ltd', Currency: 'GBP', EdiSenderCode: 'gifts:42' },
        ...{ BalanceType: 'I', SoldToAddr2: 'Leeds', SoldToAddr3: '', SoldPostalCode: 'LS1 1AA' },
      },
    ]);
    expect(bench.enet.customers[0]).not.toHaveProperty('Branch');
    expect(last()).toMatchObject({
      kind: 'CUSTOMER_ENSURED',
      customerEnsured: {
        customerCode: 'WEB0042',
        added: true,
        changedFields: [],
        onBehalfOfOrderId: 'gifts/536365',
      },
    });
  });

  it('only what differs is changed; what is not ours stays', async () => {
    await there({ CreditLimit: '5000' });
    await bench.accept(customerCommand({ contact: 'Freja', soldTo: { lines: ['2 Low Road'], postcode: 'LS2' } }, 2));
    expect(await bench.attemptAll()).toEqual(['done']);
    const changedFields = ['Contact', 'SoldToAddr1', 'SoldToAddr2', 'SoldPostalCode'];
    expect(last()).toMatchObject({ customerEnsured: { added: false, changedFields } });
    const row = { Contact: 'Freja', SoldToAddr1: '2 Low Road', SoldToAddr2: '', CreditLimit: '5000' };
    expect(bench.enet.customers).toMatchObject([row]);
    const [attempt] = await bench.store.attemptsOf('customer:GIFT:WEB0042:2');
    const update = attempt?.calls.find((call) => call.operation === 'Setup/Update');
    expect(update?.document).not.toMatch(/<(Name|Currency|EdiSenderCode|Email)>/);
  });
});

describe('refused', () => {
  it.each([
    ['without a reference of ours', { EdiSenderCode: '' }, 'CUSTOMER_NOT_OURS'],
    ['of another sender', { EdiSenderCode: 'edi:99' }, 'CUSTOMER_NOT_OURS'],
    ['in another currency', { Currency: 'EUR' }, 'CURRENCY_DIFFERS'],
  ])('a customer %s is not touched', async (_, changes, code) => {
    await there(changes);
    await bench.accept(customerCommand({ name: 'Other' }, 2));
    expect(await bench.attemptAll()).toEqual([code]);
    expect(bench.enet.customers).toMatchObject([{ Name: 'Søren & Søn Ltd', ...changes }]);
    expect(last()).toMatchObject({ kind: 'REJECTED', rejected: { code, owner: 'finance' } });
  });

  it('by SYSPRO, in its words', async () => {
    bench.enet.fail('ARSSCS', {
      error: { element: 'branch', number: '999028', text: "Branch 'X' not found" },
    });
    await bench.accept(customerCommand({ branch: 'X' }));
    expect(await bench.attemptAll()).toEqual(['INVALID_VALUE']);
    expect(last()).toMatchObject({ rejected: { text: "Branch 'X' not found" } });
    expect(bench.enet.customers).toEqual([]);
  });

  it('by us, before anything is sent, when the code is longer than SYSPRO takes', async () => {
    await bench.accept(customerCommand({ customerCode: 'WEB0042000000016' }));
    expect(await bench.attemptAll()).toEqual(['INVALID_VALUE']);
    expect(bench.enet.count('ARSSCS')).toBe(0);
  });
});

describe('replayed', () => {
  it('a customer who is as wanted is left alone', async () => {
    await there();
    await bench.accept(customerCommand({}, 2));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('ARSSCS')).toBe(1);
    expect(last()).toMatchObject({ customerEnsured: { added: false, changedFields: [] } });
  });
});

describe('unknown', () => {
  it('added and unheard: found by reading back', async () => {
    bench.enet.fail('ARSSCS', 'drop after');
    await bench.accept(customerCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.count('ARSSCS')).toBe(1);
    expect(bench.enet.customers).toHaveLength(1);
  });

  it('not added and unheard: sent again once absence is proven', async () => {
    bench.enet.fail('ARSSCS', 'drop before');
    await bench.accept(customerCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.customers).toHaveLength(1);
  });
});

describe('broken', () => {
  it('SYSPRO away: nothing parked, added when it is back', async () => {
    await bench.accept(customerCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.store.parked).toEqual([]);
  });
});
