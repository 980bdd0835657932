import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnetBench } from '../enet-bench.js';
import { trialBalance } from '../ledger/trial-balance.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
});

const part = (code: string, value: string) =>
  `<LedgerDistribution><LedgerCode>${code}</LedgerCode><LedgerValue>${value}</LedgerValue></LedgerDistribution>`;
const post = (direction: string, parts: string, { bank = 'OPAYO', value = '5.00' } = {}) =>
  bench.post(
    'CSHTWD',
    '',
    `<Item><AddTransaction><Bank>${bank}</Bank><DepositOrWithdrawal>${direction}</DepositOrWithdrawal><Reference>FEE-1</Reference>` +
      `<TransactionValue>${value}</TransactionValue><TransactionDate>2026-11-23</TransactionDate>${parts}</AddTransaction></Item>`,
  );
const balances = () => trialBalance(bench.books)[0]?.accounts.map((each) => [each.ledgerCode, each.balanceMinor]);

describe('CSHTWD', () => {
  it('takes a fee from the bank, and gives a deposit to it', async () => {
    expect(await post('W', part('6100-FEES', '5.00'))).toContain('<ItemsProcessed>000001</ItemsProcessed>');
    expect(balances()).toEqual([
      ['1250-OPAYO', -500],
      ['6100-FEES', 500],
    ]);
    await post('D', part('4200-WEB', '2.00') + part('4900-WEB', '3.00'));
    expect(balances()).toEqual([
      ['1250-OPAYO', 0],
      ['4200-WEB', -200],
      ['4900-WEB', -300],
      ['6100-FEES', 500],
    ]);
  });

  it.each<[string, string]>([
    ['999006', part('NO-SUCH', '5.00')],
    ['999007', part('2990-HELD', '5.00')],
    ['999008', part('6100-FEES', '4.99')],
    ['100031', part('6100-FEES', 'five')],
  ])('refuses with %s and posts nothing', async (number, parts) => {
    expect(await post('W', parts)).toContain(`<ErrorNumber>${number}</ErrorNumber>`);
    expect(trialBalance(bench.books)).toEqual([]);
  });

  it('refuses a bank it does not have', async () => {
    const body = await post('W', part('6100-FEES', '5.00'), { bank: 'MOON' });
    expect(body).toContain("<ErrorDescription>Bank 'MOON' not found</ErrorDescription>");
  });
});
