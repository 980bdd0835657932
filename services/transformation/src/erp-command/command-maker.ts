import type { CreateSalesOrder, OrderContent, PostReceipt } from '#libs/contracts';
import { InvariantViolation } from '#libs/errors';
import type { CompiledMapping } from '#libs/mapping';
import { exactVersionOf, type MappingFiles } from '../mapping-files/mapping-files.js';
import type { MappingSettings } from '../mapping-files/mapping-settings.js';
import type { Site } from '../mapping-files/site.js';
import type { Allocation } from '../order/allocate.js';
import { receiptEffectId, salesOrderEffectId } from '../order/effect-id.js';
import type { HoldCode } from '../order/decide.js';
import { keptMinor, type Capture, type OrderState } from '../order/order-state.js';
import { allowedRepairsOf, type AllowedRepairs } from '../validation/apply-repairs.js';
import { netShare } from '../post-receipt/net-share.js';

/** A command as mapped, before it has its place in the key's sequence. */
export type MadeCommand = {
  readonly effectId: string;
  readonly company: string;
  readonly mappingName: string;
  readonly mappingVersion: string;
  readonly dependsOn: readonly string[];
} & (
  | { readonly kind: 'CREATE_SALES_ORDER'; readonly createSalesOrder: CreateSalesOrder }
  | { readonly kind: 'POST_RECEIPT'; readonly postReceipt: PostReceipt }
);

/** The sales order command of an order, as far as its receipts need it. */
export interface SentSalesOrder {
  readonly effectId: string;
  readonly customerPoNumber: string;
}

/** Makes SYSPRO's commands out of decisions, by the mapping files. Throws `MappingRejected` for an order that cannot be mapped. */
export class CommandMaker {
  constructor(
    private readonly mappings: MappingFiles,
    private readonly settings: MappingSettings,
  ) {}

  /** Which repairs the mapping of sales orders allows for which field. */
  get allowedRepairs(): AllowedRepairs {
    return allowedRepairsOf(this.mappings.salesOrder.definition);
  }

  createSalesOrder(orderId: string, state: OrderState, hold: HoldCode | null): MadeCommand {
    const { content, shop, orderReference } = known(orderId, state);
    const captures = state.captures.filter((capture) => keptMinor(capture) > 0);
    const site = this.siteOf(shop, content, captures[0]?.vendor ?? '');
    const effectId = salesOrderEffectId(site.company, orderId);
    const order = { ...content, orderId, shop, orderReference, version: state.version };
    const createSalesOrder = this.mappings.salesOrder.map({
      ...{ order, captures, decision: { hold }, site, effectId },
      settings: this.settings,
    });
    const { company } = site;
    return {
      kind: 'CREATE_SALES_ORDER',
      ...{ effectId, company, dependsOn: [], createSalesOrder },
      ...versionOf(this.mappings.salesOrder),
    };
  }

  postReceipt(orderId: string, state: OrderState, allocation: Allocation, salesOrder: SentSalesOrder): MadeCommand {
    const { content, shop, orderReference } = known(orderId, state);
    const capture = state.captures.find(({ transactionId }) => transactionId === allocation.transactionId);
    const invoice = state.invoices.find((each) => each.invoice === allocation.invoice);
    if (!capture || !invoice)
      throw new InvariantViolation('An allocation names what the order has not', { facts: { orderId } });
    const site = this.siteOf(shop, content, capture.vendor, capture);
    const effectId = receiptEffectId(invoice.company, capture.transactionId, invoice.invoice);
    const postReceipt = this.mappings.receipt.map({
      order: { orderId, shop, orderReference },
      amountMinor: allocation.amountMinor,
      netMinor: netShare(allocation.amountMinor, content),
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

function known(orderId: string, { content, shop, orderReference }: OrderState) {
  if (content && shop !== null && orderReference !== null) return { content, shop, orderReference };
  throw new InvariantViolation('A command was decided for an order the shop has not told', { facts: { orderId } });
}

/** With a few digits of the content: two contents under one version would otherwise look alike in a command. */
function versionOf(mapping: CompiledMapping<never, unknown>): { mappingName: string; mappingVersion: string } {
  return { mappingName: mapping.name, mappingVersion: exactVersionOf(mapping) };
}
