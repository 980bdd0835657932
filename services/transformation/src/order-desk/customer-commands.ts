import type { ErpCommand } from '#libs/contracts';
import type { CommandMaker } from '../erp-command/command-maker.js';
import { customerKey, isCustomerKey } from '../ensure-customer/customer-key.js';
import {
  contentHashOf,
  type CustomerCommand,
  type MadeCustomerCommand,
  type ToldCustomer,
} from '../ensure-customer/customers-of-batch.js';
import { decide, type DecisionPolicy } from '../order/decide.js';
import { fold } from '../order/fold.js';
import { commandOf } from './command-message.js';
import type { CommandToKeep } from './order-book.js';
import type { OrderRecord } from './judge-order.js';
import { refusedCommands } from './redrive.js';

/** Keys of the customers that orders may ask for now. An order that cannot be mapped asks for none: it is parked when it is judged. */
export function customerKeysOf(
  records: readonly OrderRecord[],
  policy: DecisionPolicy,
  maker: CommandMaker,
  redriven: ReadonlySet<string>,
): string[] {
  return records.flatMap((record) => {
    const { orderId, facts, issued, acknowledged } = record;
    try {
      const state = fold(facts);
      const { decision } = decide(state, issued, policy, acknowledged);
      if (decision !== 'createSalesOrder' && !redriven.has(orderId)) return [];
      const wanted = state.content ? maker.customerOf({ orderId, state }) : undefined;
      return wanted ? [customerKey(wanted.company, wanted.customer.customerCode)] : [];
    } catch {
      return [];
    }
  });
}

/** The customers' commands that are sent, each in its place: those that a sales order that is sent waits for. */
export function customerCommandsFor(
  made: readonly CustomerCommand[],
  orders: readonly CommandToKeep[],
  lastSequenceOf: (key: string) => number,
  issuedAt: number,
): { readonly commands: CommandToKeep[]; readonly told: ToldCustomer[] } {
  const awaited = new Set(orders.flatMap(({ command }) => command.dependsOn));
  const needed = made.filter((each) => awaited.has(each.made.effectId));
  const commands = needed.map((each, index): CommandToKeep => {
    const { key } = each.told;
    const before = needed.slice(0, index).filter(({ told }) => told.key === key).length;
    const place = { key, sequence: lastSequenceOf(key) + before + 1, revision: 1, issuedAt };
    return { command: commandOf(each.made, place), issued: NOTHING_OF_AN_ORDER };
  });
  return { commands, told: needed.map(({ told }) => told) };
}

/** A customer that SYSPRO refused, made anew from the order it was told for, as the next revision. */
export function correctedCustomer(
  refused: ErpCommand,
  { facts }: Pick<OrderRecord, 'facts'>,
  order: OrderRecord | undefined,
  maker: CommandMaker,
  issuedAt: number,
): { readonly command: CommandToKeep; readonly contentHash: string } | undefined {
  const outcome = fold(facts).outcomes.get(refused.effectId);
  const told = refused.ensureCustomer;
  if (!outcome || !told || !order) return undefined;
  const wanted = maker.customerOf({ orderId: order.orderId, state: fold(order.facts) });
  if (wanted?.company !== refused.company || wanted.customer.customerCode !== told.customerCode) return undefined;
  const { effectId, company, dependsOn, sequence, orderId: key } = refused;
  const { mappingName, mappingVersion } = wanted;
  // By the reference it is known to be ours.
  const ensureCustomer = { ...wanted.customer, reference: told.reference };
  const made: MadeCustomerCommand = {
    ...{ kind: 'ENSURE_CUSTOMER', effectId, company, dependsOn, mappingName, mappingVersion, ensureCustomer },
  };
  const command = commandOf(made, { key, sequence, revision: outcome.revision + 1, issuedAt });
  return { command: { command, issued: NOTHING_OF_AN_ORDER }, contentHash: contentHashOf(ensureCustomer) };
}

/** Customers' commands that were refused, among those kept under customers' keys. */
export function refusedCustomers(records: readonly OrderRecord[]): { record: OrderRecord; refused: ErpCommand }[] {
  return records
    .filter(({ orderId }) => isCustomerKey(orderId))
    .flatMap((record) => refusedCommands(record, fold(record.facts)).map((refused) => ({ record, refused })));
}

/** A customer knows no version of an order and no reversals. */
const NOTHING_OF_AN_ORDER = { orderVersion: 0, reversalsKnown: 0, revision: 1 } as const;
