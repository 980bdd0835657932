import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#libs/service';
import type { SysproProfile } from '#libs/syspro';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { EffectBench, receiptCommand, salesOrderCommand } from '../../services/posting/test/effect-bench.js';
import { SYSPRO_PATHS } from '../../deploy/local/src/pipeline.js';
import { create } from '../../services/sandbox/src/sandbox.module.js';
import { askSandbox } from './ask-sandbox.js';

// Each fault of the reference (syspro.md 7, point 14) at each step of one order, from its first look to its receipt: whatever happens, SYSPRO
// has the order once, of the right value and released, and the money once.

const TIMEOUT_MS = 250;
const PASSWORD = 'sandbox-operator-password';

/** The calls of one order and its receipt, in their order. */
const STEPS = {
  'the logon': { operation: 'Logon' },
  'the look for the order': { businessObject: 'COMFND' },
  'entering it (SORTOI)': { businessObject: 'SORTOI' },
  'the look at its value (SORQRY)': { businessObject: 'SORQRY' },
  'naming its payment (COMTFM)': { businessObject: 'COMTFM' },
  'releasing it (SORTOS)': { businessObject: 'SORTOS' },
  'the look for the period': { operation: 'GetLogonProfile' },
  'the receipt (ARSTPY)': { businessObject: 'ARSTPY' },
};

const FAULTS = [
  { kind: 'LATENCY', delayMs: 2 * TIMEOUT_MS },
  { kind: 'CUT_BEFORE_EFFECT' },
  { kind: 'CUT_AFTER_EFFECT' },
  { kind: 'LATE_COMMIT', delayMs: TIMEOUT_MS },
  { kind: 'EVICT_SESSION' },
  { kind: 'ERROR', text: 'e.net exception raised: 999999' },
  { kind: 'JSON_QUOTED' },
  { kind: 'STRING_WRAPPED' },
  { kind: 'HTTP_500' },
];

// Cases run side by side, so each has an operator of its own, at whose calls its fault strikes.
const CASES = (['enet', 'harmony'] satisfies SysproProfile[])
  .flatMap((profile) =>
    Object.entries(STEPS).flatMap(([step, call]) =>
      FAULTS.map((fault) => ({ profile, step, call, fault, kind: fault.kind })),
    ),
  )
  .map((each, index) => ({ ...each, operator: `OP${index + 1}` }));

let space: TestSpace;
let sandbox: RunningService;
beforeAll(async () => {
  space = await testSpace('faults at each step');
  const SYSPRO_OPERATORS = CASES.map(({ operator }) => `${operator}:${PASSWORD}`).join(',');
  sandbox = await create(space.env('sandbox', { INGESTION_URL: 'http://127.0.0.1:9', SYSPRO_OPERATORS }));
  await send('PUT', '/clock', { now: '2026-11-23T12:00:00Z', frozen: true });
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
});

const send = (method: string, path: string, body?: unknown) => askSandbox(sandbox.url, method, path, body);

/** How often the operator's fault struck: a case whose fault never does proves nothing. */
async function struck(operator: string): Promise<number | undefined> {
  const faults = (await (await fetch(`${sandbox.url}/faults`)).json()) as { operator?: string; struck: number }[];
  return faults.find((fault) => fault.operator === operator)?.struck;
}

interface BookOrder {
  readonly customerPoNumber: string;
  readonly grossMinor: number;
  readonly orderStatus: string;
}
interface BookInvoice {
  readonly customerPoNumber: string;
  readonly invoice: string;
  readonly balanceMinor: number;
}
interface BookReceipt {
  readonly reference: string;
  readonly valueMinor: number;
}

async function book<T>(name: string, mine: (row: T) => boolean): Promise<T[]> {
  const rows = (await (await fetch(`${sandbox.url}/books/syspro/${name}`)).json()) as T[];
  return rows.filter(mine);
}

/** Attempts, as if hours went by, until the effect has ended or waits for a person. */
async function untilSettled(bench: EffectBench, effectId: string): Promise<string> {
  for (let attempts = 0; attempts < 10; attempts += 1) {
    await bench.attemptAll();
    const effect = await bench.store.find(effectId);
    if (effect && (effect.state === 'CONFIRMED' || effect.parked))
      return `${effect.state}${effect.parked ? ' parked' : ''}`;
    // The quarantine passes on the ledger's clock; what SYSPRO does late must have been done by then, as the quarantine promises.
    if ((await bench.store.find(effectId))?.state === 'UNKNOWN') await lateCommits();
    bench.later();
  }
  return 'never settled';
}

/** Lets as much time go by as SYSPRO takes at most: what was begun before is done by then. */
async function lateCommits(): Promise<void> {
  const until = performance.now() + 4 * TIMEOUT_MS;
  await waitFor('late commits', () => performance.now() > until);
}

describe('one order, released, and one receipt', () => {
  it.concurrent.each(CASES)('by $profile under $kind at $step', async ({ profile, call, fault, operator }) => {
    const bench = await new EffectBench().open({
      ...{ profile, operator, baseUrl: sandbox.url + SYSPRO_PATHS[profile], timeoutMs: TIMEOUT_MS },
      operatorPassword: { reveal: () => PASSWORD },
      companyPassword: { reveal: () => '' },
      paymentForm: { formType: 'ORD', fieldName: 'PAYREF' },
    });
    try {
      const customerPoNumber = `PO-${operator}`;
      const order = salesOrderCommand({ customerCode: '17850', customerPoNumber });
      await send('POST', '/faults', { ...call, ...fault, operator });

      await bench.accept(order);
      expect(await untilSettled(bench, order.effectId)).toBe('CONFIRMED');
      const mine = (row: { customerPoNumber: string }) => row.customerPoNumber === customerPoNumber;
      const invoice = await waitFor('its invoice', async () => (await book<BookInvoice>('invoices', mine))[0]);
      expect(await book<BookOrder>('sales-orders', mine)).toMatchObject([{ grossMinor: 11999, orderStatus: '9' }]);

      const reference = `R-${customerPoNumber}`;
      const receipt = receiptCommand(
        { customerCode: '17850', customerPoNumber, reference, invoice: invoice.invoice, paymentDate: '2026-11-20' },
        2,
      );
      await bench.accept(receipt);
      expect(await untilSettled(bench, receipt.effectId)).toBe('CONFIRMED');
      const receipts = await book<BookReceipt>('receipts', (row) => row.reference === reference);
      expect(receipts).toMatchObject([{ valueMinor: 11999 }]);
      expect(await book<BookInvoice>('invoices', mine)).toMatchObject([{ balanceMinor: 0 }]);
      expect(bench.outcomes.map(({ kind }) => kind)).not.toContain('REJECTED');
      expect(await struck(operator)).toBe(1);
    } finally {
      await bench.syspro.close();
      await bench.close();
    }
  });
});
