import { TOPICS, type ErpCommand } from '#libs/contracts';
import { deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { MadeCommand } from '../erp-command/command-maker.js';
import type { MadeCustomerCommand } from '../ensure-customer/customers-of-batch.js';

const TYPES: Readonly<Record<ErpCommand['kind'], string>> = {
  CREATE_SALES_ORDER: 'CreateSalesOrder',
  POST_RECEIPT: 'PostReceipt',
  ENSURE_CUSTOMER: 'EnsureCustomer',
  POST_UNAPPLIED_RECEIPT: 'PostUnappliedReceipt',
  APPLY_RECEIPT: 'ApplyReceipt',
  HOLD_SALES_ORDER: 'HoldSalesOrder',
  RELEASE_SALES_ORDER: 'ReleaseSalesOrder',
  CANCEL_SALES_ORDER: 'CancelSalesOrder',
  UNKNOWN: 'ErpCommand',
};

/** Where a command stands under its key. */
export interface PlaceOfCommand {
  /** The order; of a customer's own commands the customer. */
  readonly key: string;
  readonly sequence: number;
  /** 1 for the first; a correction has the next, under the same effectId. */
  readonly revision: number;
  /** UTC milliseconds. */
  readonly issuedAt: number;
}

/** A command in its place. The same effect and revision have the same identity for ever. */
export function commandOf(
  made: MadeCommand | MadeCustomerCommand,
  { key, sequence, revision, issuedAt }: PlaceOfCommand,
): ErpCommand {
  const revised = revision === 1 ? [] : [String(revision)];
  return {
    ...made,
    eventId: deterministicUuid('erp-command', made.effectId, ...revised),
    orderId: key,
    ...{ sequence, issuedAt, revision: revision === 1 ? null : revision },
  };
}

/** A command on its topic. */
export function commandMessage(command: ErpCommand, traceparent: string | undefined): OutboxMessage {
  return {
    topic: TOPICS.erpCommands.name,
    key: command.orderId,
    eventId: command.eventId,
    type: TYPES[command.kind],
    subject: command.orderId,
    occurredAt: new Date(command.issuedAt),
    body: command,
    traceparent,
  };
}
