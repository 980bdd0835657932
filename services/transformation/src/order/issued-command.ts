import type { ErpCommand } from '#libs/contracts';
import { minorUnits, type MinorUnits } from '#libs/money';
import type { OrderState } from './order-state.js';

/** Kinds of command that are sent under an order's key. */
export type OrderCommandKind = Exclude<ErpCommand['kind'], 'UNKNOWN' | 'ENSURE_CUSTOMER'>;

/** A command this service has sent for an order, as far as later decisions need it. */
export interface IssuedCommand {
  readonly effectId: string;
  readonly kind: OrderCommandKind;
  /** SYSPRO company it was sent to. */
  readonly company: string;
  /** Version of the shop's order it was made from. */
  readonly orderVersion: number;
  /** How many reversals were known when it was decided: one more since then needs a person. */
  readonly reversalsKnown: number;
  /** 1 for the first; a correction is the next. */
  readonly revision: number;
  /** Of a receipt, or of a credit's application: whose money, which invoice, how much. */
  readonly receipt: {
    readonly transactionId: string;
    readonly invoice: string;
    readonly amountMinor: MinorUnits;
  } | null;
  /** Of an unapplied receipt: whose money, how much. */
  readonly unapplied: { readonly transactionId: string; readonly amountMinor: MinorUnits } | null;
  /** Of a hold and of its release. */
  readonly holdCode: string | null;
}

/** What was known when a command was decided, and which revision of its effect it is. */
export type KnownThen = Pick<IssuedCommand, 'orderVersion' | 'reversalsKnown' | 'revision'>;

/** A command's bodies, as far as they are looked at here. */
export type CommandBodies = Pick<
  ErpCommand,
  'postReceipt' | 'applyReceipt' | 'postUnappliedReceipt' | 'holdSalesOrder' | 'releaseSalesOrder'
> & { readonly effectId: string; readonly company: string; readonly kind: OrderCommandKind };

/** A command as later decisions see it. */
export function issuedOf(command: CommandBodies, { orderVersion, reversalsKnown, revision }: KnownThen): IssuedCommand {
  const { effectId, kind, company, postReceipt, applyReceipt, postUnappliedReceipt } = command;
  const paid = postReceipt ?? applyReceipt;
  const { transactionId, invoice } = paid ?? {};
  return {
    ...{ effectId, kind, company, orderVersion, reversalsKnown, revision },
    receipt:
      paid && transactionId !== undefined && invoice !== undefined
        ? { transactionId, invoice, amountMinor: minorUnits(paid.amountMinor) }
        : null,
    unapplied: postUnappliedReceipt
      ? {
          transactionId: postUnappliedReceipt.transactionId,
          amountMinor: minorUnits(postUnappliedReceipt.amountMinor),
        }
      : null,
    holdCode: (command.holdSalesOrder ?? command.releaseSalesOrder)?.holdCode ?? null,
  };
}

/** Whether the newest revision of a command was refused; a correction on its way was not. */
export function isRefused(
  { effectId, revision }: Pick<IssuedCommand, 'effectId' | 'revision'>,
  { outcomes }: Pick<OrderState, 'outcomes'>,
): boolean {
  const outcome = outcomes.get(effectId);
  return outcome?.kind === 'REJECTED' && revision <= outcome.revision;
}
