import type { MinorUnits } from '#libs/money';

/** A command this service has sent for an order, as far as later decisions need it. */
export interface IssuedCommand {
  readonly effectId: string;
  readonly kind: 'CREATE_SALES_ORDER' | 'POST_RECEIPT';
  /** Version of the shop's order it was made from. */
  readonly orderVersion: number;
  /** How many reversals were known when it was decided: one more since then needs a person. */
  readonly reversalsKnown: number;
  /** Of a receipt: whose money, which invoice, how much. */
  readonly receipt: {
    readonly transactionId: string;
    readonly invoice: string;
    readonly amountMinor: MinorUnits;
  } | null;
}
