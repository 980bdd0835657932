import { TOPICS } from '#libs/contracts';
import type { Parking, Transaction } from '#libs/delivery';
import type { CommandMaker } from '../erp-command/command-maker.js';
import { CustomersOfBatch } from '../ensure-customer/customers-of-batch.js';
import { customerCommandsFor, customerKeysOf, correctedCustomer, refusedCustomers } from './customer-commands.js';
import type { DecisionPolicy } from '../order/decide.js';
import type { OrderRecord } from './judge-order.js';
import type { CommandToKeep, LockedKey, OrderBook } from './order-book.js';
import { parkedForError } from './parking-reasons.js';

/** What of a batch customers are part of. */
interface BatchOfOrders {
  readonly tx: Transaction;
  /** Gains the customers' keys, which are locked. */
  readonly keys: Map<string, LockedKey>;
  readonly redriven?: ReadonlySet<string>;
}

export interface CustomerDeskOptions {
  readonly book: OrderBook;
  readonly parking: Parking;
  readonly policy: DecisionPolicy;
  /** Raises `InvariantViolation` for a command that could not be encoded. */
  readonly check: (topic: string, body: unknown) => void;
}

/** The customers' side of the order desk: what was told of whom, and what has to be told before an order. */
export class CustomerDesk {
  constructor(
    private readonly options: CustomerDeskOptions,
    private readonly now: () => Date,
  ) {}

  /** What was told of the customers that orders may ask for, their keys locked: two batches never tell one customer at once. */
  async customersOf(
    { tx, keys, redriven }: BatchOfOrders,
    records: readonly OrderRecord[],
    maker: CommandMaker,
  ): Promise<CustomersOfBatch> {
    const { book, policy } = this.options;
    const wanted = [...new Set(customerKeysOf(records, policy, maker, redriven ?? new Set()))].sort();
    if (wanted.length === 0) return new CustomersOfBatch();
    for (const [key, locked] of await book.lock(tx, wanted)) keys.set(key, locked);
    return new CustomersOfBatch(await book.toldCustomers(tx, wanted));
  }

  /** Keeps and answers the commands of the customers that orders which are sent wait for. */
  async commandsFor(
    { tx, keys }: BatchOfOrders,
    customers: CustomersOfBatch,
    orders: readonly CommandToKeep[],
  ): Promise<CommandToKeep[]> {
    const { book, check } = this.options;
    const lastSequenceOf = (key: string): number => keys.get(key)?.lastSequence ?? 0;
    const issuedAt = this.now().getTime();
    const { commands, told } = customerCommandsFor(customers.commands, orders, lastSequenceOf, issuedAt);
    for (const { command } of commands) check(TOPICS.erpCommands.name, command);
    await book.addCommands(tx, commands);
    await book.keepCustomers(tx, told);
    return commands;
  }

  /** Makes customers anew that SYSPRO refused, keeps and answers their corrections; what cannot be made is parked under the customer's key. */
  async redrive(tx: Transaction, customerKeys: readonly string[], maker: CommandMaker): Promise<CommandToKeep[]> {
    const { book, parking, check } = this.options;
    const corrected: CommandToKeep[] = [];
    for (const { record, refused } of refusedCustomers(await book.read(tx, customerKeys))) {
      try {
        const orderId = refused.ensureCustomer?.onBehalfOfOrderId;
        const [order] = orderId ? await book.read(tx, [orderId]) : [];
        const made = correctedCustomer(refused, record, order, maker, this.now().getTime());
        if (!made) continue;
        check(TOPICS.erpCommands.name, made.command.command);
        const [told] = await book.toldCustomers(tx, [record.orderId]);
        if (told?.effectId === refused.effectId)
          await book.keepCustomers(tx, [{ ...told, contentHash: made.contentHash }]);
        corrected.push(made.command);
      } catch (error) {
        await parking.park(tx, parkedForError(record.orderId, error, this.now()));
      }
    }
    await book.reviseCommands(tx, corrected);
    return corrected;
  }
}
