import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_PORTS, portsFrom, takePorts } from './stack-ports.js';

describe('ports', () => {
  const server = createServer();
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it('that are taken are refused with their owner and the setting to change', async () => {
    const { port } = server.address() as AddressInfo;
    const take = takePorts({ ...DEMO_PORTS, postgres: port }, ['postgres'], '/nonexistent');
    await expect(take).rejects.toThrow(`Port ${port} (postgres) is taken by pid ${process.pid}`);
    await expect(take).rejects.toThrow(`LOCAL_POSTGRES_PORT=${port + 1000}`);
  });

  it('of parts that are not started do not matter', async () => {
    const { port } = server.address() as AddressInfo;
    const ports = await takePorts({ ...DEMO_PORTS, kafka: port, postgres: 0 }, ['postgres'], '/nonexistent');
    expect(ports.postgres).toBeGreaterThan(0);
  });

  it('asked for as 0 are all different', async () => {
    const { kafka, kafkaController, registry, postgres } = await takePorts(
      { kafka: 0, kafkaController: 0, registry: 0, postgres: 0 },
      ['kafka', 'registry', 'postgres'],
      '/nonexistent',
    );
    expect(new Set([kafka, kafkaController, registry, postgres]).size).toBe(4);
  });

  it('can be moved by the environment', () => {
    expect(portsFrom({ LOCAL_REGISTRY_PORT: '8081', LOCAL_KAFKA_PORT: '' })).toEqual({ registry: 8081 });
    expect(() => portsFrom({ LOCAL_KAFKA_PORT: 'nine' })).toThrow('LOCAL_KAFKA_PORT is "nine", not a port number');
  });
});
