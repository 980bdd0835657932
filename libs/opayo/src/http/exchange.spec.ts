import http from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { loopback } from '../../test/loopback.js';
import { exchange } from './exchange.js';
import { latin1Form } from './latin1-form.js';

describe('one request, one reply', () => {
  const counting = async (): Promise<{ url: string; sockets: Socket[]; encodings: unknown[] }> => {
    const [sockets, encodings]: [Socket[], unknown[]] = [[], []];
    const url = await loopback(({ socket, headers }, response) => {
      if (!sockets.includes(socket)) sockets.push(socket);
      encodings.push(headers['accept-encoding']);
      response.end('x');
    });
    return { url, sockets, encodings };
  };

  it('a read uses the connection of the read before', async () => {
    const { url, sockets } = await counting();
    for (let read = 0; read < 3; read += 1) await exchange({ method: 'GET', url, timeoutMs: 2_000, repeatable: true });
    expect(sockets).toHaveLength(1);
  });

  it('a connection used many times gathers no listeners', async () => {
    const { url } = await counting();
    for (let read = 0; read < 5; read += 1) await exchange({ method: 'GET', url, timeoutMs: 2_000, repeatable: true });
    const port = new URL(url).port;
    const idle = Object.entries(http.globalAgent.freeSockets).find(([name]) => name.includes(`:${port}:`))?.[1];
    expect(idle?.map((socket) => socket.listenerCount('connect'))).toEqual([0]);
  });

  it('what must not be done twice gets a connection of its own, also beside an idle one', async () => {
    const { url, sockets } = await counting();
    await exchange({ method: 'GET', url, timeoutMs: 2_000, repeatable: true });
    for (let posted = 0; posted < 2; posted += 1) {
      await exchange({ method: 'POST', url, body: latin1Form([['a', 'é']]), timeoutMs: 2_000, repeatable: false });
    }
    expect(sockets).toHaveLength(3);
  });

  it('no compressed answer is asked for', async () => {
    const { url, encodings } = await counting();
    await exchange({ method: 'GET', url, timeoutMs: 2_000, repeatable: false });
    expect(encodings).toEqual(['identity']);
  });
});

describe('a form of ISO-8859-1', () => {
  it('is written as its readers read it', () => {
    const { bytes, contentType } = latin1Form([['Näme', 'a b&c=d+é%*-._~\r\n']]);
    expect(contentType).toBe('application/x-www-form-urlencoded');
    expect(bytes.toString('latin1')).toBe('N%E4me=a+b%26c%3Dd%2B%E9%25*-._%7E%0D%0A');
  });

  it.each(['€', '王', '\u0080', '\0'])('has no %j, and says so without repeating it', (value) => {
    expect(() => latin1Form([['City', value]])).toThrow(new RangeError('City holds a character beyond ISO-8859-1'));
  });
});
