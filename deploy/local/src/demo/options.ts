import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly once: boolean;
  readonly json: boolean;
  /** Path of the orders file to replay instead of the one that comes along. */
  readonly orders: string | undefined;
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
      // What these two ask for has been done by the bootstrap, which hands on every word.
      fresh: { type: 'boolean' },
      stack: { type: 'string' },
    },
  });
  return { once: values.once, json: values.json, orders: values.orders };
}
