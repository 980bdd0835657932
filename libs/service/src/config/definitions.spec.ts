import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findDefinitions } from './definitions.js';

describe('npm run config -- explain', () => {
  it('knows every service, and topics, which sends people to it', async () => {
    const services = readdirSync(join(import.meta.dirname, '../../../../services'));
    expect([...(await findDefinitions()).keys()].sort()).toEqual([...services, 'topics'].sort());
  });
});
