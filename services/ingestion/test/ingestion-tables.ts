import { Database, DELIVERY_MIGRATIONS, migrate } from '#libs/delivery';
import type { TestSpace } from '#libs/testing';
import { fileURLToPath } from 'node:url';

/** Ingestion's tables in a test's space, without the service. The caller closes the database before the space. */
export async function ingestionTables(space: TestSpace): Promise<Database> {
  const database = new Database({
    url: space.databaseUrl,
    schema: space.schema('ingestion'),
    applicationName: 'ingestion',
  });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  const directory = fileURLToPath(new URL('../migrations', import.meta.url));
  await migrate({ database, name: 'ingestion', directory });
  return database;
}
