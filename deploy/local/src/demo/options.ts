import { parseArgs } from 'node:util';

import type { SysproProfile } from '#libs/syspro';

export type ReceiptPolicy = 'onInvoice' | 'onCapture';

export interface DemoOptions {
  readonly once: boolean;
  readonly json: boolean;
  /** Path of the orders file to replay instead of the one that comes along. */
  readonly orders: string | undefined;
  /** When payments are posted: against the invoice, or at once to the customer's account. */
  readonly receipts: ReceiptPolicy;
  /** How posting speaks to SYSPRO. */
  readonly profile: SysproProfile;
}

/** Reads the command line of `npm start`. Throws an error for people when it has words that are not known. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      orders: { type: 'string' },
      receipts: { type: 'string', default: 'onInvoice' },
      profile: { type: 'string', default: 'enet' },
      // What these two ask for has been done by the bootstrap, which hands on every word.
      fresh: { type: 'boolean' },
      stack: { type: 'string' },
    },
  });
  const { once, json, orders } = values;
  return {
    ...{ once, json, orders },
    receipts: oneOf('receipts', values.receipts, ['onInvoice', 'onCapture']),
    profile: oneOf('profile', values.profile, ['enet', 'harmony']),
  };
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Error(`--${name} is ${value}: give one of ${allowed.join(', ')}`);
  return found;
}
