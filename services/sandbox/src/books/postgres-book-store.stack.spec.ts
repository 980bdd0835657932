import { Database, migrate, migrationsBeside } from '#libs/delivery';
import { testSpace } from '#libs/testing';
import { describeBookStore } from './book-store.suite.js';
import { PostgresBookStore } from './postgres-book-store.js';

describeBookStore('PostgreSQL', async () => {
  const space = await testSpace('sandbox books');
  const database = new Database({
    url: space.databaseUrl,
    schema: space.schema('sandbox'),
    applicationName: 'sandbox',
  });
  await migrate({ database, name: 'sandbox', directory: migrationsBeside(import.meta.url) });
  return {
    open: () => new PostgresBookStore(database),
    close: async () => {
      await database.close();
      await space.close();
    },
  };
});
