import type { Platform, Storage } from '#libs/service';
import type { TransformationConfig } from '../transformation.config.js';
import { closeRefusal, mappingReport } from './mapping-report.js';
import { MappingWatch } from './mapping-watch.js';
import type { RunningMappings } from './running-mappings.js';

/** Replaces the mappings while the service runs, and tells operators. Whatever was refused before this start is closed: what runs now compiles. */
export async function watchMappings(
  platform: Platform<TransformationConfig>,
  { database, parking }: Pick<Storage, 'database' | 'parking'>,
  mappings: RunningMappings,
): Promise<void> {
  const { config, log, metrics } = platform;
  await closeRefusal(database, parking);
  const watch = new MappingWatch({
    mappings,
    tell: mappingReport({ mappings, database, parking, metrics, log }),
    onError: (error) => log.error({ err: error }, 'A mapping release could not be told of; told again'),
    intervalMs: config.mappingsLookIntervalMs,
  });
  watch.start();
  platform.onClose('mappings', () => watch.stop());
}
