import { z } from 'zod';
import { setting, ShopKeys, text, wholeNumber } from '#libs/service';
import { TargetAddresses } from './target-address.js';

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** What order-status reads from its environment about webhooks. */
export const webhookSettings = {
  SHOP_API_KEYS: setting({
    schema: text().refine(
      (value) => ShopKeys.parse(value) !== undefined,
      'shop=key pairs separated by commas (a shop may have several keys)',
    ),
    doc: 'Keys with which shops manage their webhooks: those they send orders with',
    secret: true,
    example: 'gifts=<key>,books=<key>',
  }),
  WEBHOOK_PRIVATE_NETWORKS: setting({
    schema: z.string().refine((value) => {
      try {
        return TargetAddresses.parse(value).length >= 0;
      } catch {
        return false;
      }
    }, 'networks such as 10.1.0.0/16, separated by commas'),
    doc: 'Private networks that webhooks may go to, over http as well; everything else that is not public is refused',
    default: '',
    example: '127.0.0.0/8,::1/128',
  }),
  WEBHOOK_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 60_000),
    doc: "Longest wait for a receiver's answer, milliseconds",
    default: '15000',
  }),
  WEBHOOK_RETRY_FOR_MS: setting({
    schema: wholeNumber(1_000, 7 * A_DAY_MS),
    doc: 'How long a delivery is tried; a subscription to which nothing could be delivered for so long is paused, milliseconds',
    default: String(A_DAY_MS),
  }),
  WEBHOOK_FIRST_BACKOFF_MS: setting({
    schema: wholeNumber(10, 600_000),
    doc: 'Longest wait after the first failure, milliseconds; it doubles with each',
    default: '5000',
  }),
  WEBHOOK_LONGEST_BACKOFF_MS: setting({
    schema: wholeNumber(10, A_DAY_MS),
    doc: 'Longest wait between two attempts, milliseconds',
    default: '7200000',
  }),
  WEBHOOK_OLD_SECRET_MS: setting({
    schema: wholeNumber(0, 30 * A_DAY_MS),
    doc: 'How long the secret before a rotation signs beside the new one, milliseconds',
    default: String(A_DAY_MS),
  }),
  WEBHOOKS_AT_ONCE: setting({
    schema: wholeNumber(1, 1_000),
    doc: 'Most webhooks this process sends at the same time',
    default: '50',
  }),
  WEBHOOKS_AT_ONCE_PER_SUBSCRIPTION: setting({
    schema: wholeNumber(1, 100),
    doc: 'Most webhooks this process sends to one receiver at the same time, each of another order',
    default: '4',
  }),
  WEBHOOK_KEEP_MS: setting({
    schema: wholeNumber(60_000, 365 * A_DAY_MS),
    doc: 'How long deliveries can be looked up and sent again, milliseconds',
    default: String(30 * A_DAY_MS),
  }),
};
