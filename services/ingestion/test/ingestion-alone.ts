import type { RunningService } from '#libs/service';
import { testSpace, wireTo, type TestSpace, type Wire } from '#libs/testing';
import { create } from '../src/ingestion.module.js';
import { ingestionSettings, NOWHERE, type VendorSetting } from './ingestion-environment.js';

/** Ingestion with Postgres and nothing else: Kafka, the registry and Opayo's Pi are away, as none of them is needed to answer. */
export interface Alone extends Pick<RunningService, 'url' | 'close'>, Pick<Wire, 'cut' | 'mend'> {
  readonly space: TestSpace;
}

/** Starts it in a space named after the test; `cut` takes Postgres away too, `settings` win over the rest. */
export async function startAlone(
  name: string,
  vendors?: readonly VendorSetting[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Alone> {
  const space = await testSpace(name);
  const wire = await wireTo(space.databaseUrl);
  const service = await create(
    space.env('ingestion', {
      ...ingestionSettings(`http://${NOWHERE}/api/v1`, vendors),
      ...{ DATABASE_URL: wire.url, KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}` },
      DRAIN_TIMEOUT_MS: '5000',
      ...settings,
    }),
  );
  return {
    url: service.url,
    space,
    cut: () => wire.cut(),
    mend: () => wire.mend(),
    close: async () => {
      await service.close();
      await wire.close();
      await space.close();
    },
  };
}
