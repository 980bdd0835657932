import type { EnsureCustomer, ErpCommand, OrderContent } from '#libs/contracts';
import { InvariantViolation, RejectedError } from '#libs/errors';
import type { CompiledMapping } from '#libs/mapping';
import { minorUnits } from '#libs/money';
import type { MappedCustomer } from '../ensure-customer/customer-source.js';
import type { CustomersOfBatch, WantedCustomer } from '../ensure-customer/customers-of-batch.js';
import { exactVersionOf, type MappingFiles } from '../mapping-files/mapping-files.js';
import type { MappingSettings } from '../mapping-files/mapping-settings.js';
import type { Site } from '../mapping-files/site.js';
import type { HoldCode, Payment, UnappliedMoney } from '../order/decide.js';
import {
  applyReceiptEffectId,
  cancelEffectId,
  holdEffectId,
  receiptEffectId,
  releaseEffectId,
  salesOrderEffectId,
  unappliedReceiptEffectId,
} from '../order/effect-id.js';
import type { Hold } from '../order/holds.js';
import type { OrderCommandKind } from '../order/issued-command.js';
import type { UnappliedReason } from '../order/money-of-captures.js';
import { keptMinor, type Capture, type KnownInvoice, type OrderState } from '../order/order-state.js';
import { netShare } from '../post-receipt/net-share.js';
import { allowedRepairsOf, type AllowedRepairs } from '../validation/apply-repairs.js';
import { CUSTOMER_RULES } from '../validation/customer-rules.js';
import { findingsOf } from '../validation/rule.js';
import { ValidationRejected } from '../validation/validation-rejected.js';

/** A command of an order as mapped, before it has its place in the key's sequence. */
export type MadeCommand = WithoutPlace<Extract<ErpCommand, { kind: OrderCommandKind }>>;

/** Of each kind apart, so that kind and body stay together. */
type WithoutPlace<T> = T extends ErpCommand
  ? Omit<T, 'eventId' | 'orderId' | 'sequence' | 'issuedAt' | 'revision'>
  : never;

/** The sales order command of an order, as far as what follows needs it. */
export interface SentSalesOrder {
  readonly effectId: string;
  readonly company: string;
  readonly customerCode: string;
  readonly customerPoNumber: string;
  readonly currency: string;
  /** Effects it waited for: those of its customer's account. */
  readonly dependsOn: readonly string[];
}

/** What every command of an order is made of. */
export interface OrderToMap {
  readonly orderId: string;
  readonly state: OrderState;
  /** When it is decided, UTC milliseconds. */
  readonly decidedAt: number;
  /** Customers of the batch it is decided in. */
  readonly customers: CustomersOfBatch;
}

/** Choices of the site that are no mapping's. */
export interface CommandSettings extends MappingSettings {
  /** SYSPRO's CancelReasonCode for what we cancel, at most 6 characters; null: none. */
  readonly cancelReasonCode: string | null;
}

/** Makes SYSPRO's commands out of decisions, by the mapping files. Throws `MappingRejected` for an order that cannot be mapped. */
export class CommandMaker {
  constructor(
    private readonly mappings: MappingFiles,
    private readonly settings: CommandSettings,
  ) {}

  /** Which repairs the mapping of sales orders allows for which field. */
  get allowedRepairs(): AllowedRepairs {
    return allowedRepairsOf(this.mappings.salesOrder.definition);
  }

  /** The customer of ours the order belongs to, as it wants it in SYSPRO; undefined for guests and for SYSPRO's own. Throws `ValidationRejected`. */
  customerOf({ orderId, state }: Pick<OrderToMap, 'orderId' | 'state'>): WantedCustomer | undefined {
    const mapping = this.mappings.customer;
    if (!mapping) return undefined;
    const { content, shop, orderReference } = known(orderId, state);
    const site = this.siteOf(shop, content, vendorOf(state));
    const order = { ...content, orderId, shop, orderReference, version: state.version };
    const mapped = mapping.map({ order, site, settings: this.settings });
    if (mapped.reference.trim() === '' || mapped.customerCode === site.guestCustomer) return undefined;
    const customer = withoutEmptyAddresses(mapped, orderId);
    const findings = findingsOf(CUSTOMER_RULES, customer);
    if (findings.length > 0) throw new ValidationRejected('customer', findings);
    return { company: site.company, customer, asOf: content.placedAt, ...versionOf(mapping) };
  }

  createSalesOrder(toMap: OrderToMap, hold: HoldCode | null): MadeCommand {
    const { orderId, state, customers } = toMap;
    const { content, shop, orderReference } = known(orderId, state);
    const captures = state.captures.filter((capture) => keptMinor(capture) > 0);
    const site = this.siteOf(shop, content, vendorOf(state));
    const wanted = this.customerOf(toMap);
    const effectId = salesOrderEffectId(site.company, orderId);
    const order = { ...content, orderId, shop, orderReference, version: state.version };
    const createSalesOrder = this.mappings.salesOrder.map({
      ...{
        order,
        captures,
        decision: { hold },
        site,
        effectId,
        ensuredCustomer: wanted?.customer.customerCode ?? null,
      },
      settings: this.settings,
    });
    if (wanted && wanted.customer.customerCode !== createSalesOrder.customerCode) throw customersDiffer(orderId);
    const { company } = site;
    const dependsOn = wanted ? [customers.ensure(wanted)] : [];
    return {
      kind: 'CREATE_SALES_ORDER',
      ...{ effectId, company, dependsOn, createSalesOrder },
      ...versionOf(this.mappings.salesOrder),
    };
  }

  /** Money of a capture for an invoice: a receipt, or the application of the credit that was made of it. */
  payInvoice(order: OrderToMap, payment: Payment, salesOrder: SentSalesOrder): MadeCommand {
    return payment.from === 'CREDIT'
      ? this.applyReceipt(order, payment, salesOrder)
      : this.postReceipt(order, payment, salesOrder);
  }

  /** What is left of a capture, to the account of the order's customer. */
  postUnapplied(
    { orderId, state }: OrderToMap,
    { transactionId, amountMinor }: UnappliedMoney,
    reason: UnappliedReason,
    salesOrder: SentSalesOrder,
  ): MadeCommand {
    const { content, shop, orderReference } = known(orderId, state);
    const capture = captureOf(state, transactionId, orderId);
    const site = this.siteOf(shop, content, capture.vendor, capture);
    const effectId = unappliedReceiptEffectId(salesOrder.company, transactionId);
    const { customerCode, customerPoNumber, currency, company } = salesOrder;
    const postUnappliedReceipt = this.mappings.unappliedReceipt.map({
      order: { orderId, shop, orderReference },
      ...{ amountMinor, netMinor: netShare(amountMinor, content), reason, capture, site, effectId },
      salesOrder: { customerCode, customerPoNumber, currency, salesOrder: state.salesOrder?.salesOrder ?? null },
      settings: this.settings,
    });
    return {
      kind: 'POST_UNAPPLIED_RECEIPT',
      // The money is the customer's whatever becomes of the order: it needs the account, not the order.
      ...{ effectId, company, dependsOn: salesOrder.dependsOn, postUnappliedReceipt },
      ...versionOf(this.mappings.unappliedReceipt),
    };
  }

  /** Puts the order into suspense before it leaves. */
  holdSalesOrder({ orderId, state }: OrderToMap, { holdCode, count }: Hold, salesOrder: SentSalesOrder): MadeCommand {
    return {
      kind: 'HOLD_SALES_ORDER',
      effectId: holdEffectId(salesOrder.company, orderId, holdCode, count),
      ...{ company: salesOrder.company, dependsOn: [], ...DECIDED },
      holdSalesOrder: { ...namesOf(salesOrder, state), holdCode },
    };
  }

  /** Ends a hold of ours. */
  releaseSalesOrder(
    { orderId, state }: OrderToMap,
    { holdCode, count }: Hold,
    salesOrder: SentSalesOrder,
  ): MadeCommand {
    return {
      kind: 'RELEASE_SALES_ORDER',
      effectId: releaseEffectId(salesOrder.company, orderId, holdCode, count),
      ...{ company: salesOrder.company, dependsOn: [], ...DECIDED },
      releaseSalesOrder: { ...namesOf(salesOrder, state), holdCode },
    };
  }

  /** Cancels what is left of the order in SYSPRO. */
  cancelSalesOrder({ orderId, state }: OrderToMap, reason: string, salesOrder: SentSalesOrder): MadeCommand {
    const { cancelReasonCode } = this.settings;
    return {
      kind: 'CANCEL_SALES_ORDER',
      effectId: cancelEffectId(salesOrder.company, orderId),
      ...{ company: salesOrder.company, dependsOn: [], ...DECIDED },
      cancelSalesOrder: { ...namesOf(salesOrder, state), reason, cancelReasonCode },
    };
  }

  private postReceipt({ orderId, state }: OrderToMap, payment: Payment, salesOrder: SentSalesOrder): MadeCommand {
    const { content, shop, orderReference } = known(orderId, state);
    const capture = captureOf(state, payment.transactionId, orderId);
    const invoice = invoiceOf(state, payment.invoice, orderId);
    const site = this.siteOf(shop, content, capture.vendor, capture);
    const effectId = receiptEffectId(invoice.company, capture.transactionId, invoice.invoice);
    const postReceipt = this.mappings.receipt.map({
      order: { orderId, shop, orderReference },
      amountMinor: payment.amountMinor,
      netMinor: netShare(payment.amountMinor, content),
      customerPoNumber: salesOrder.customerPoNumber,
      settings: this.settings,
      ...{ capture, invoice, site, effectId },
    });
    return {
      kind: 'POST_RECEIPT',
      ...{ effectId, company: invoice.company, dependsOn: [salesOrder.effectId], postReceipt },
      ...versionOf(this.mappings.receipt),
    };
  }

  private applyReceipt(order: OrderToMap, payment: Payment, salesOrder: SentSalesOrder): MadeCommand {
    const { orderId, state, decidedAt } = order;
    const { content, shop, orderReference } = known(orderId, state);
    const capture = captureOf(state, payment.transactionId, orderId);
    const invoice = invoiceOf(state, payment.invoice, orderId);
    const site = this.siteOf(shop, content, capture.vendor, capture);
    const effectId = applyReceiptEffectId(invoice.company, capture.transactionId, invoice.invoice);
    const creditId = unappliedReceiptEffectId(salesOrder.company, capture.transactionId);
    const applyReceipt = this.mappings.applyReceipt.map({
      order: { orderId, shop, orderReference },
      credit: { effectId: creditId, creditNumber: state.creditNumbers.get(creditId) ?? null },
      ...{ amountMinor: minorUnits(payment.amountMinor), customerPoNumber: salesOrder.customerPoNumber, decidedAt },
      ...{ capture, invoice, site, effectId, settings: this.settings },
    });
    return {
      kind: 'APPLY_RECEIPT',
      ...{ effectId, company: invoice.company, dependsOn: [salesOrder.effectId, creditId], applyReceipt },
      ...versionOf(this.mappings.applyReceipt),
    };
  }

  /** An order belongs to no acquirer; a receipt to the one that took the money. */
  private siteOf(
    shop: string,
    { currency, deliveryAddress }: OrderContent,
    vendor: string,
    capture?: Pick<Capture, 'authProcessor' | 'merchantNumber'>,
  ): Site {
    const acquirer = { authProcessor: capture?.authProcessor ?? '', merchantNumber: capture?.merchantNumber ?? '' };
    return this.mappings.site.map({ vendor, shop, currency, countryCode: deliveryAddress.countryCode, ...acquirer });
  }
}

/** What no mapping makes: it follows from the decision alone. */
const DECIDED = { mappingName: 'decision', mappingVersion: '1' } as const;

function namesOf({ effectId, customerCode, customerPoNumber }: SentSalesOrder, { salesOrder }: OrderState) {
  return {
    salesOrderEffectId: effectId,
    salesOrder: salesOrder?.salesOrder ?? null,
    ...{ customerCode, customerPoNumber },
  };
}

/** Whose money it was first. */
function vendorOf({ captures }: OrderState): string {
  return captures.find((capture) => keptMinor(capture) > 0)?.vendor ?? '';
}

/** An address without lines is not told: SYSPRO keeps what it has. */
function withoutEmptyAddresses(mapped: MappedCustomer, orderId: string): EnsureCustomer {
  const { soldTo, shipTo } = mapped;
  return {
    ...mapped,
    soldTo: soldTo.lines.length > 0 ? soldTo : null,
    shipTo: shipTo.lines.length > 0 ? shipTo : null,
    onBehalfOfOrderId: orderId,
  };
}

function customersDiffer(orderId: string): RejectedError {
  return new RejectedError('customer.yaml ensures another customer than sales-order.yaml orders for', {
    code: 'CUSTOMER_MAPPINGS_DIFFER',
    owner: 'integration',
    suggestedFix: 'let fields.customerCode of sales-order.yaml be ensuredCustomer where there is one',
    facts: { orderId },
  });
}

function captureOf({ captures }: OrderState, transactionId: string, orderId: string): Capture {
  const capture = captures.find((each) => each.transactionId === transactionId);
  if (capture) return capture;
  throw new InvariantViolation('An allocation names what the order has not', { facts: { orderId, transactionId } });
}

function invoiceOf({ invoices }: OrderState, number: string, orderId: string): KnownInvoice {
  const invoice = invoices.find((each) => each.invoice === number);
  if (invoice) return invoice;
  throw new InvariantViolation('An allocation names what the order has not', { facts: { orderId, invoice: number } });
}

function known(orderId: string, { content, shop, orderReference }: OrderState) {
  if (content && shop !== null && orderReference !== null) return { content, shop, orderReference };
  throw new InvariantViolation('A command was decided for an order the shop has not told', { facts: { orderId } });
}

/** With a few digits of the content: two contents under one version would otherwise look alike in a command. */
function versionOf(mapping: CompiledMapping<never, unknown>): { mappingName: string; mappingVersion: string } {
  return { mappingName: mapping.name, mappingVersion: exactVersionOf(mapping) };
}
