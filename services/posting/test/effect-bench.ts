import type {
  ApplyReceipt,
  CreateSalesOrder,
  EnsureCustomer,
  ErpCommand,
  ErpOutcome,
  PostReceipt,
  PostUnappliedReceipt,
} from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { SysproSession, SysproCompany, type SysproSettings, type Syspro } from '#libs/syspro';
import { planEffect } from '../src/accept-commands/plan-effect.js';
import { ApplyReceiptEffect } from '../src/apply-receipt/apply-receipt.js';
import { CancelSalesOrderEffect } from '../src/cancel-sales-order/cancel-sales-order.js';
import { CreateSalesOrderEffect } from '../src/create-sales-order/create-sales-order.js';
import { MemoryEffectStore } from '../src/effect-store/memory-effect-store.js';
import { EnsureCustomerEffect } from '../src/ensure-customer/ensure-customer.js';
import { HoldSalesOrderEffect } from '../src/hold-sales-order/hold-sales-order.js';
import { ReleaseSalesOrderEffect } from '../src/hold-sales-order/release-sales-order.js';
import type { PaymentForm } from '../src/create-sales-order/payment-form.js';
import { EffectRunner, type RunReport } from '../src/lane/effect-runner.js';
import { TargetPause } from '../src/lane/target-pause.js';
import { PostReceiptEffect } from '../src/post-receipt/post-receipt.js';
import type { PeriodClosedPolicy } from '../src/post-receipt/reachable-period.js';
import { PostUnappliedReceiptEffect } from '../src/post-unapplied-receipt/post-unapplied-receipt.js';
import { LittleEnet } from './little-enet.js';

export const LEASE_MS = 60_000;
export const QUARANTINE_MS = 10_000;
const HOUR_MS = 60 * 60 * 1000;
/** Settings of the session, and the site's own. */
type BenchSettings = Partial<SysproSettings> & {
  readonly closedPolicy?: PeriodClosedPolicy;
  readonly paymentForm?: PaymentForm;
  /** Whether the process still works as its operator. */
  readonly mayPost?: () => boolean;
};

const secret = { reveal: () => 'secret' };

/** A sales order of 119.99 GBP for customer 0000010. */
export const aSalesOrder: CreateSalesOrder = {
  customerCode: '0000010',
  customerPoNumber: '536365-K7Q2MA',
  orderDate: '2026-11-23',
  currency: 'GBP',
  warehouse: 'MAIN',
  email: 'ann@example.org',
  shipTo: { name: 'Ann Example', lines: ['1 High Street', 'Leeds'], postcode: 'LS1 1AA' },
  lines: [
    {
      customerPoLine: 1,
      kind: 'STOCK',
      stockCode: '85123A',
      description: 'HEART T-LIGHT HOLDER',
      quantity: '6',
      unitOfMeasure: 'EA',
      unitPriceNet: '16.66528',
      netMinor: minorUnits(9999),
      taxMinor: minorUnits(2000),
      taxCode: 'S',
      glAccount: null,
    },
  ],
  expectedGrossMinor: minorUnits(11999),
  roundingMinor: minorUnits(0),
  ...{
    alternateReference: null,
    specialInstructions: null,
    roundingToleranceMinor: null,
    askAvailability: null,
    ownReferenceIn: null,
    holdCode: null,
    netMinor: minorUnits(9999),
    taxMinor: minorUnits(2000),
  },
  ...{ paymentStatus: 'PAID', paymentMethod: 'Card VISA', paymentDate: '2026-11-20' },
  ...{ vendorTxCodes: ['gifts-536365-1'], transactionIds: ['{6F9619FF-8B86-D011-B42D-00CF4FC964FF}'] },
};

/** Its receipt. */
export const aReceipt: PostReceipt = {
  transactionId: '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}',
  vendorTxCode: 'gifts-536365-1',
  customerCode: '0000010',
  customerPoNumber: '536365-K7Q2MA',
  reference: '536365-R3CEPT',
  amountMinor: minorUnits(11999),
  currency: 'GBP',
  paymentDate: '2026-11-20',
  bank: 'OPAYO',
  paymentMethod: 'Card VISA',
  salesOrder: '000101',
  invoice: '100501',
  ...{ paymentStatus: 'PAID', glAccount: null, netMinor: minorUnits(9999), authProcessor: null, merchantNumber: null },
};

const head = {
  eventId: '0d1c2b3a-0000-4000-8000-000000000001',
  orderId: 'gifts/536365',
  company: 'GIFT',
  mappingName: 'sales-order',
  mappingVersion: '1.0.0',
  issuedAt: Date.parse('2026-11-23T10:00:00Z'),
  revision: null,
};

/** The command for a sales order. */
export function salesOrderCommand(body: Partial<CreateSalesOrder> = {}, rest: Partial<typeof head> = {}): ErpCommand {
  const orderId = rest.orderId ?? head.orderId;
  return {
    ...head,
    ...rest,
    effectId: `sales-order:GIFT:${orderId}`,
    sequence: 1,
    dependsOn: [],
    kind: 'CREATE_SALES_ORDER',
    createSalesOrder: { ...aSalesOrder, ...body },
  };
}

/** The command for its receipt. */
export function receiptCommand(body: Partial<PostReceipt> = {}, sequence = 1, dependsOn: string[] = []): ErpCommand {
  return {
    ...head,
    effectId: `receipt:GIFT:${aReceipt.transactionId}:${aReceipt.invoice}`,
    sequence,
    dependsOn,
    kind: 'POST_RECEIPT',
    postReceipt: { ...aReceipt, ...body },
  };
}

/** The same money, posted to the customer's account. */
export const anUnappliedReceipt: PostUnappliedReceipt = {
  transactionId: aReceipt.transactionId,
  vendorTxCode: aReceipt.vendorTxCode,
  customerCode: aReceipt.customerCode,
  customerPoNumber: aReceipt.customerPoNumber,
  reference: '536365-UNAPPL',
  amountMinor: aReceipt.amountMinor,
  ...{ currency: 'GBP', paymentDate: '2026-11-20', bank: 'OPAYO', paymentMethod: 'Card VISA', reason: 'ON_CAPTURE' },
  ...{ salesOrder: null, glAccount: null, netMinor: null, authProcessor: null, merchantNumber: null },
};

/** The command for a receipt on the customer's account. */
export function unappliedCommand(body: Partial<PostUnappliedReceipt> = {}, sequence = 1): ErpCommand {
  return {
    ...head,
    ...{ effectId: `unapplied:GIFT:${aReceipt.transactionId}`, sequence, dependsOn: [] },
    kind: 'POST_UNAPPLIED_RECEIPT',
    postUnappliedReceipt: { ...anUnappliedReceipt, ...body },
  };
}

/** The command to apply it to the invoice. */
export function applyCommand(body: Partial<ApplyReceipt> = {}, sequence = 2): ErpCommand {
  const receiptEffectId = `unapplied:GIFT:${aReceipt.transactionId}`;
  const { transactionId, vendorTxCode, customerCode, customerPoNumber, salesOrder, invoice } = aReceipt;
  return {
    ...head,
    ...{ effectId: `apply:GIFT:${transactionId}:${invoice}`, sequence, dependsOn: [receiptEffectId] },
    kind: 'APPLY_RECEIPT',
    applyReceipt: {
      ...{ transactionId, vendorTxCode, customerCode, customerPoNumber, salesOrder, invoice, receiptEffectId },
      ...{ reference: '536365-APPLY', creditNumber: null, amountMinor: aReceipt.amountMinor, currency: 'GBP' },
      ...{ applicationDate: '2026-11-23', bank: 'OPAYO', paymentStatus: 'PAID' },
      ...body,
    },
  };
}

/** The command to cancel the sales order. */
export function cancelCommand(sequence = 2): ErpCommand {
  const { customerCode, customerPoNumber } = aSalesOrder;
  const order = { salesOrderEffectId: aHold.salesOrderEffectId, salesOrder: null, customerCode, customerPoNumber };
  return {
    ...head,
    ...{ effectId: `cancel:GIFT:${sequence}`, sequence, dependsOn: [] },
    kind: 'CANCEL_SALES_ORDER',
    cancelSalesOrder: { ...order, reason: 'SHOP_CANCELLED', cancelReasonCode: null },
  };
}

/** A customer of our own. */
export const aCustomer: EnsureCustomer = {
  customerCode: 'WEB0042',
  reference: 'gifts:42',
  name: 'Søren & Søn Ltd',
  currency: 'GBP',
  ...{ shortName: null, contact: 'Søren', email: 'soren@example.org', telephone: null },
  ...{ taxStatus: 'N', taxExemptNumber: null, shipTo: null },
  soldTo: { lines: ['1 High Street', 'Leeds'], postcode: 'LS1 1AA' },
  ...{ branch: null, area: null, salesperson: null, customerClass: null, termsCode: null },
  onBehalfOfOrderId: head.orderId,
};

/** The command to have it in SYSPRO. */
export function customerCommand(body: Partial<EnsureCustomer> = {}, sequence = 1): ErpCommand {
  const orderId = `customer/GIFT/${aCustomer.customerCode}`;
  return {
    ...head,
    ...{ orderId, effectId: `customer:GIFT:${aCustomer.customerCode}:${sequence}`, sequence, dependsOn: [] },
    kind: 'ENSURE_CUSTOMER',
    ensureCustomer: { ...aCustomer, ...body },
  };
}

const aHold = { salesOrderEffectId: `sales-order:GIFT:${head.orderId}`, salesOrder: null, holdCode: 'SHOP_CANCELLED' };

/** The command to hold the sales order. */
export function holdCommand(sequence = 2, holdCode = aHold.holdCode): ErpCommand {
  const { customerCode, customerPoNumber } = aSalesOrder;
  return {
    ...head,
    ...{ effectId: `hold:GIFT:${sequence}`, sequence, dependsOn: [] },
    kind: 'HOLD_SALES_ORDER',
    holdSalesOrder: { ...aHold, customerCode, customerPoNumber, holdCode },
  };
}

/** The command to release it again. */
export function releaseCommand(sequence = 3, holdCode = aHold.holdCode): ErpCommand {
  const { customerCode, customerPoNumber } = aSalesOrder;
  return {
    ...head,
    ...{ effectId: `release:GIFT:${sequence}`, sequence, dependsOn: [] },
    kind: 'RELEASE_SALES_ORDER',
    releaseSalesOrder: { ...aHold, customerCode, customerPoNumber, holdCode },
  };
}

/** The handlers on the real connector and a little SYSPRO, with the ledger in memory: one attempt at a time. */
export class EffectBench {
  readonly store = new MemoryEffectStore();
  readonly pause = new TargetPause({ backoff: { firstMs: 1_000, longestMs: 30_000 } });
  syspro!: Syspro;
  runner!: EffectRunner;

  /** With another bench's SYSPRO: the same books, a ledger that knows nothing. */
  constructor(readonly enet = new LittleEnet()) {}

  async open({
    timeoutMs = 300,
    closedPolicy = 'ask',
    paymentForm,
    mayPost,
    ...limits
  }: BenchSettings = {}): Promise<this> {
    const periods = { currentPeriod: undefined, periodLookIntervalMs: HOUR_MS, closedPolicy };
    await this.enet.start();
    const session = new SysproSession({
      baseUrl: this.enet.url,
      operator: 'POST01',
      operatorPassword: secret,
      companyId: 'GIFT',
      companyPassword: secret,
      timeoutMs,
      ...limits,
    });
    this.syspro = new SysproCompany(session);
    this.runner = new EffectRunner({
      store: this.store,
      syspro: this.syspro,
      handlers: {
        CREATE_SALES_ORDER: new CreateSalesOrderEffect(this.store, paymentForm),
        HOLD_SALES_ORDER: new HoldSalesOrderEffect(this.store),
        RELEASE_SALES_ORDER: new ReleaseSalesOrderEffect(this.store),
        CANCEL_SALES_ORDER: new CancelSalesOrderEffect(this.store),
        POST_RECEIPT: new PostReceiptEffect(periods),
        POST_UNAPPLIED_RECEIPT: new PostUnappliedReceiptEffect(periods),
        APPLY_RECEIPT: new ApplyReceiptEffect(periods, this.store),
        ENSURE_CUSTOMER: new EnsureCustomerEffect(),
      },
      leaseMs: LEASE_MS,
      mayPost,
      quarantineMs: QUARANTINE_MS,
      resumeAt: (error) => this.pause.failed(error),
    });
    return this;
  }

  close(): Promise<void> {
    return this.enet.stop();
  }

  async accept(...commands: ErpCommand[]): Promise<void> {
    await this.store.accept(commands.map((command) => planEffect(command, 'GIFT', undefined)));
  }

  /** One attempt at whatever may run now. */
  async attempt(): Promise<RunReport> {
    const claim = await this.store.claim('GIFT', LEASE_MS);
    if (!claim) throw new Error('There is nothing to attempt');
    return this.runner.run(claim);
  }

  /** Attempts until nothing is due. */
  async attemptAll(): Promise<string[]> {
    const results: string[] = [];
    for (;;) {
      const claim = await this.store.claim('GIFT', LEASE_MS);
      if (!claim) return results;
      results.push((await this.runner.run(claim)).result);
    }
  }

  /** As if this much time had gone by. */
  later(ms = HOUR_MS): void {
    this.store.aheadMs += ms;
  }

  get outcomes(): ErpOutcome[] {
    return this.store.messages.map((message) => message.body as ErpOutcome);
  }
}
