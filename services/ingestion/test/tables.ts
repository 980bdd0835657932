import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Parking, Vault } from '#libs/delivery';
import { testSpace } from '#libs/testing';

/** Ingestion's own tables in a fresh schema, and what writes to them; no service runs. */
export interface Tables {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly parking: Parking;
  close(): Promise<void>;
}

export async function openTables(name: string): Promise<Tables> {
  const space = await testSpace(name);
  const schema = space.schema('ingestion');
  const database = new Database({ url: space.databaseUrl, schema, applicationName: 'ingestion' });
  await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
  await migrate({ database, name: 'ingestion', directory: MIGRATIONS });
  const vault = new Vault(space.env('ingestion')['DATA_ENCRYPTION_KEY'] ?? '');
  const outbox = new Outbox({ vault });
  return {
    ...{ database, vault, outbox },
    parking: new Parking({ service: 'ingestion', database, vault, outbox }),
    close: async () => {
      await database.close();
      await space.close();
    },
  };
}

const MIGRATIONS = `${import.meta.dirname}/../migrations`;
