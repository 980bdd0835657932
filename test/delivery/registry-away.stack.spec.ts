import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SchemaRegistry } from '#libs/kafka';
import { alertMessage, ALERTS, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';
import type { Alert } from '#libs/contracts';

describe('while the registry does not help', () => {
  let delivery: DeliverySpace;
  let door: RegistryDoor;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('registry away');
    door = await RegistryDoor.before(delivery.space.schemaRegistryUrl);
  });
  afterEach(async () => {
    await delivery.close();
    await door.close();
  });
  const registry = () =>
    new SchemaRegistry({ url: door.url, unknownSchemaTtlMs: 200, timeoutMs: 1_000, autoRegister: true });

  it('nothing is quarantined: the partition waits, and goes on when it is back', async () => {
    await delivery.publish(numbered('a', 5));
    door.answers = 'nothing';
    const reader = await delivery.reader(async () => {}, { registry: registry() });
    await waitFor('the pause', () => reader.strategy.health().paused[0]?.code === 'REGISTRY_UNAVAILABLE');
    expect(await delivery.committed()).toEqual([-1]);
    door.answers = 'as it is';
    await waitFor('all to be stored', () => reader.stored.length === 5);
    expect(textsOf(reader.stored)).toEqual(numbered('a', 5));
    expect(reader.quarantined).toEqual([]);
  });

  it('an id it does not know is asked for again, not at every record, and is not the record’s fault', async () => {
    await delivery.publish(numbered('a', 50));
    door.answers = 'unknown';
    const reader = await delivery.reader(async () => {}, { registry: registry() });
    await waitFor('the pause', () => reader.strategy.health().paused[0]?.code === 'UNKNOWN_SCHEMA');
    await waitFor('it to be asked for again', () => door.asked >= 3);
    expect(door.asked).toBeLessThan(50);
    door.answers = 'as it is';
    await waitFor('all to be stored', () => reader.stored.length === 50);
    expect(reader.quarantined).toEqual([]);
  });

  it('what was read with a known schema goes on', async () => {
    const reader = await delivery.reader(async () => {}, { registry: registry() });
    await delivery.publish(['before']);
    await waitFor('the first', () => reader.stored.length === 1);
    door.answers = 'nothing';
    await delivery.publish(['meanwhile']);
    await waitFor('the second', () => textsOf(reader.stored).includes('meanwhile'));
  });

  it('publishing says that it must wait', async () => {
    door.answers = 'nothing';
    const publishing = delivery.publisher({ registry: registry() }).publish([alertMessage('x')]);
    await expect(publishing).rejects.toMatchObject({ kind: 'retryable', code: 'REGISTRY_UNAVAILABLE' });
    door.answers = 'unauthorised';
    const encoding = registry().encode(ALERTS, alertMessage('x').body as Alert);
    await expect(encoding).rejects.toMatchObject({ kind: 'retryable', code: 'REGISTRY_UNAVAILABLE' });
  });
});

/** A door before the real registry, which the test opens and shuts. */
class RegistryDoor {
  answers: 'as it is' | 'nothing' | 'unknown' | 'unauthorised' = 'as it is';
  /** Requests for a schema by its id. */
  asked = 0;

  private constructor(
    private readonly server: Server,
    private readonly path: string,
  ) {}

  static async before(url: string): Promise<RegistryDoor> {
    const { origin, pathname } = new URL(url);
    const server = createServer();
    const door = new RegistryDoor(server, pathname);
    server.on('request', (request, response) => {
      if (request.url?.includes('/schemas/ids/')) door.asked += 1;
      if (door.answers === 'nothing') return void request.socket.destroy();
      const refusal = { unknown: 404, unauthorised: 401 }[door.answers as string];
      if (refusal) return void response.writeHead(refusal).end('{"error_code":40403,"message":"Schema not found"}');
      void pass(request.method ?? 'GET', `${origin}${request.url}`, request).then(({ status, text }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function pass(
  method: string,
  url: string,
  body: AsyncIterable<Buffer>,
): Promise<{ status: number; text: string }> {
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body: Buffer.concat(parts) }) });
  return { status: response.status, text: await response.text() };
}
