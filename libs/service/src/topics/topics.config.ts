import { defineConfig } from '../config/define-config.js';
import { kafkaSettings } from '../config/standard-settings.js';

const { SCHEMA_REGISTRY_URL: _, ...settings } = kafkaSettings;

/** Everything `npm run topics` reads from its environment. */
export const topicsConfig = defineConfig(settings);
