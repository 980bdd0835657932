import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DELIVERY_MIGRATIONS, migrationsBeside } from './migrate.js';

describe('where migrations are', () => {
  it.each([
    ['the sources', 'file:///app/libs/delivery/src/database/migrate.ts', '/app/libs/delivery/migrations'],
    ['a build', 'file:///app/dist/libs/delivery/src/database/migrate.js', '/app/libs/delivery/migrations'],
    [
      'a service',
      'file:///app/dist/services/order-status/src/order-status.module.js',
      '/app/services/order-status/migrations',
    ],
    [
      'a checkout below a folder called libs',
      'file:///home/libs/x/src/app/libs/delivery/src/a.ts',
      '/home/libs/x/src/app/libs/delivery/migrations',
    ],
    ['a path with a blank', 'file:///my%20app/services/posting/src/a.ts', '/my app/services/posting/migrations'],
  ])('for %s is the folder of the sources', (_where, url, directory) => {
    expect(migrationsBeside(url)).toBe(directory);
  });

  it('is nowhere for a module of no library or service', () => {
    expect(() => migrationsBeside('file:///app/deploy/local/start.js')).toThrow(RangeError);
  });

  it("is a folder that exists for this library's own", () => {
    expect(existsSync(join(DELIVERY_MIGRATIONS, '0001_delivery.sql'))).toBe(true);
  });
});
