import {
  baseSettings,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  setting,
  wholeNumber,
  type ConfigFrom,
} from '#libs/service';
import { webhookSettings } from './webhooks/webhook-settings.js';

/** Everything order-status reads from its environment. */
export const orderStatusConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...webhookSettings,
  STREAMS_LIMIT: setting({
    schema: wholeNumber(0, 100_000),
    doc: 'Most streams of single orders open at once; more are answered with 503',
    default: '10000',
  }),
  STREAM_HEARTBEAT_MS: setting({
    schema: wholeNumber(100, 120_000),
    doc: 'How often an open stream says that it lives, milliseconds: more often than proxies close what is silent',
    default: '15000',
  }),
});

export type OrderStatusConfig = ConfigFrom<typeof orderStatusConfig>;
