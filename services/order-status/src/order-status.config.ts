import { baseSettings, databaseSettings, defineConfig, kafkaSettings, type ConfigFrom } from '#libs/service';

/** Everything order-status reads from its environment. */
export const orderStatusConfig = defineConfig({ ...baseSettings, ...databaseSettings, ...kafkaSettings });

export type OrderStatusConfig = ConfigFrom<typeof orderStatusConfig>;
