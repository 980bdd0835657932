import type { EnsureCustomer, ErpCommand } from '#libs/contracts';
import { hashOf } from '#libs/delivery';
import { customerEffectId, customerKey } from './customer-key.js';

/** A customer as an order wants it in SYSPRO. */
export interface WantedCustomer {
  readonly company: string;
  readonly customer: EnsureCustomer;
  /** When the order that says so was placed, UTC milliseconds: an older order does not bring an older address back. */
  readonly asOf: number;
  readonly mappingName: string;
  readonly mappingVersion: string;
}

/** What was told of a customer last. */
export interface ToldCustomer {
  readonly key: string;
  readonly effectId: string;
  /** How many commands there were of it. */
  readonly count: number;
  /** Of the customer as it was told, without the order it was told for. */
  readonly contentHash: string;
  /** UTC milliseconds. */
  readonly asOf: number;
}

/** A customer's command before it has its place in the sequence of the customer's key. */
export type MadeCustomerCommand = Omit<
  Extract<ErpCommand, { kind: 'ENSURE_CUSTOMER' }>,
  'eventId' | 'orderId' | 'sequence' | 'issuedAt' | 'revision'
>;

/** A command of a customer, with what is known of the customer once it is sent. */
export interface CustomerCommand {
  readonly told: ToldCustomer;
  readonly made: MadeCustomerCommand;
}

/** The customers that orders of one batch belong to: one is told once, and again only when something of it changed. Writes nothing. */
export class CustomersOfBatch {
  private readonly told: Map<string, ToldCustomer>;
  private readonly made: CustomerCommand[] = [];

  /** `told`: what was told before of the customers that may be asked for. */
  constructor(told: readonly ToldCustomer[] = []) {
    this.told = new Map(told.map((customer) => [customer.key, customer]));
  }

  /** Commands that were found to be needed, in this order. */
  get commands(): readonly CustomerCommand[] {
    return this.made;
  }

  /** The effect after which the customer is in SYSPRO as wanted: one that was sent before, or one that has to be. */
  ensure(wanted: WantedCustomer): string {
    const { company, customer, asOf, mappingName, mappingVersion } = wanted;
    const key = customerKey(company, customer.customerCode);
    const known = this.told.get(key);
    const contentHash = contentHashOf(customer);
    if (known && (known.contentHash === contentHash || known.asOf > asOf)) return known.effectId;
    const count = (known?.count ?? 0) + 1;
    const effectId = customerEffectId(company, customer.customerCode, count);
    const told = { key, effectId, count, contentHash, asOf };
    this.told.set(key, told);
    this.made.push({
      told,
      made: {
        ...{ kind: 'ENSURE_CUSTOMER', effectId, company, dependsOn: [], mappingName, mappingVersion },
        ensureCustomer: customer,
      },
    });
    return effectId;
  }
}

/** The same for whatever order it is told. */
export function contentHashOf({ onBehalfOfOrderId: _order, ...content }: EnsureCustomer): string {
  return hashOf(content);
}
