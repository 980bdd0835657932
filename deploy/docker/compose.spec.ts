import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { ConfigDefinition } from '#libs/service';
import { ingestionConfig } from '../../services/ingestion/src/ingestion.config.js';
import { orderStatusConfig } from '../../services/order-status/src/order-status.config.js';
import { postingConfig } from '../../services/posting/src/posting.config.js';
import { sandboxConfig } from '../../services/sandbox/src/sandbox.config.js';
import { transformationConfig } from '../../services/transformation/src/transformation.config.js';
import { IMAGES } from '../local/src/docker.js';

interface ComposeService {
  readonly image: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

const root = join(import.meta.dirname, '../..');
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, ComposeService>;
};
const DEFINITIONS: Readonly<Record<string, ConfigDefinition<unknown>>> = {
  ingestion: ingestionConfig,
  transformation: transformationConfig,
  posting: postingConfig,
  'order-status': orderStatusConfig,
  sandbox: sandboxConfig,
};

function environmentOf(service: string): Record<string, string> {
  const given = compose.services[service]?.environment ?? {};
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
}

describe('docker-compose.yml', () => {
  it('runs every service', () => {
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(DEFINITIONS)));
  });

  it.each(Object.keys(DEFINITIONS))('%s starts with the settings it is given', (service) => {
    expect(() => DEFINITIONS[service]?.read(environmentOf(service), { service })).not.toThrow();
  });

  it.each(Object.keys(DEFINITIONS))('%s knows every setting it is given', (service) => {
    // The whole stack's settings are shared, and the sandbox is no client of Kafka; SERVICE is the image's.
    const shared = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL', 'DATA_ENCRYPTION_KEY', 'SERVICE'];
    const known = new Set([...Object.keys(DEFINITIONS[service]?.settings ?? {}), ...shared]);
    expect(Object.keys(environmentOf(service)).filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(Object.keys(DEFINITIONS))(
    '%s runs as itself and is reached on this machine alone, on its own port',
    (service) => {
      const { SERVICE, HTTP_PORT } = environmentOf(service);
      expect(SERVICE).toBe(service);
      expect(compose.services[service]?.ports).toEqual([`127.0.0.1:${HTTP_PORT}:${HTTP_PORT}`]);
    },
  );

  it.each(Object.keys(DEFINITIONS))('%s is given the time to drain before it is killed', (service) => {
    const read = DEFINITIONS[service]?.read(environmentOf(service), { service }) as { drainTimeoutMs: number };
    const graceSeconds = Number(/^(\d+)s$/.exec(compose.services[service]?.stop_grace_period ?? '')?.[1]);
    expect(graceSeconds * 1000).toBeGreaterThan(read.drainTimeoutMs);
  });

  it('uses the images that --stack docker uses', () => {
    expect(compose.services['kafka']?.image).toBe(IMAGES.kafka.image);
    expect(compose.services['postgres']?.image).toBe(IMAGES.postgres.image);
    const version = (image = ''): string | undefined => image.split(':')[1];
    expect(version(compose.services['registry']?.image)).toBe(version(IMAGES.registry.image));
  });
});

describe('the image', () => {
  it('answers its health check and the outside without a setting of the address', () => {
    const dockerfile = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
    const given = Object.fromEntries(
      (/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').split(' ').map((pair) => pair.split('=') as [string, string]),
    );
    expect(given).toMatchObject({ HTTP_HOST: '0.0.0.0', HTTP_PORT: expect.stringMatching(/^[1-9]\d+$/) });
  });
});
