import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../setup/ports.js';
import { checkAddress, withoutPassword } from './addresses.js';
import { hostAndPort, kafkaAnswers } from './kafka-probe.js';

describe('an address that does not answer', () => {
  let nobody: number;
  beforeAll(async () => ([nobody = 0] = await freePorts(1)));

  it.each([
    ['kafka', 'KAFKA_BROKERS', (port: number) => `127.0.0.1:${port}`],
    ['registry', 'SCHEMA_REGISTRY_URL', (port: number) => `http://127.0.0.1:${port}`],
    ['postgres', 'DATABASE_URL', (port: number) => `postgresql://user:secret@127.0.0.1:${port}/db`],
  ] as const)('is named with its setting: %s', async (part, setting, address) => {
    const check = checkAddress(part, address(nobody), {});
    await expect(check).rejects.toThrow(new RegExp(`^${setting} is .*127\\.0\\.0\\.1:${nobody}.*nothing answers`));
    await expect(check).rejects.not.toThrow('secret');
  });

  it('of a broker that wants TLS or a user is left to its clients', async () => {
    await expect(checkAddress('kafka', `127.0.0.1:${nobody}`, { KAFKA_TLS: 'true' })).resolves.toBeUndefined();
  });
});

describe('asking for a broker', () => {
  const server = createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it('is not satisfied by a server of another kind', async () => {
    const { port } = server.address() as AddressInfo;
    await expect(kafkaAnswers(`127.0.0.1:${port}`)).resolves.toBe(false);
  });

  it.each([
    ['broker-1:9093', { host: 'broker-1', port: 9093 }],
    ['broker', { host: 'broker', port: 9092 }],
    ['[::1]:19092', { host: '::1', port: 19092 }],
  ])('reads %s', (address, expected) => {
    expect(hostAndPort(address)).toEqual(expected);
  });
});

describe('an address shown to people', () => {
  it('keeps its password to itself', () => {
    expect(withoutPassword('postgresql://clarity:s3cret@db:5432/connect')).toBe(
      'postgresql://clarity:…@db:5432/connect',
    );
    expect(withoutPassword('http://registry:8081/apis')).toBe('http://registry:8081/apis');
  });
});
