import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  answers,
  commandLine,
  describeOwner,
  freePorts,
  listeningInodes,
  parseLsof,
  portOwner,
  tryPort,
} from './ports.js';

const servers: ReturnType<typeof createServer>[] = [];

async function listen(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('a port', () => {
  it('that is taken cannot be had and answers', async () => {
    const port = await listen();
    await expect(tryPort(port)).resolves.toBeUndefined();
    await expect(answers('127.0.0.1', port)).resolves.toBe(true);
  });

  it('that is free can be had and does not answer', async () => {
    const [port = 0] = await freePorts(1);
    await expect(tryPort(port)).resolves.toBe(port);
    await expect(answers('127.0.0.1', port)).resolves.toBe(false);
  });

  it('comes in as many different ones as asked', async () => {
    expect(new Set(await freePorts(5)).size).toBe(5);
  });

  it('has an owner that can be named: this process', async () => {
    const owner = await portOwner(await listen());
    expect(owner?.pid).toBe(process.pid);
    expect(describeOwner(owner)).toMatch(new RegExp(`^pid ${process.pid} \\(.+\\)$`));
  });

  it("has an owner that cannot be named when it is another user's", () => {
    expect(describeOwner(undefined)).toBe('a process of another user');
  });
});

describe('/proc/net/tcp', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:4A84 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1111 1 0 100 0 0 10 0',
    '   1: 0100007F:4A84 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2222 1 0 20 4 30 10 -1',
    '   2: 0100007F:4A85 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3333 1 0 100 0 0 10 0',
    '   3: 00000000000000000000000000000000:4A84 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4444 1',
  ].join('\n');

  it('tells who listens, not who is connected, on the port alone', () => {
    expect(listeningInodes(table, 0x4a84)).toEqual(['1111', '4444']);
  });
});

describe('lsof', () => {
  it('names the first owner', () => {
    expect(parseLsof('p4711\ncjava\nf128\np4712\ncnode\n')).toEqual({ pid: 4711, command: 'java' });
  });

  it('names nobody when it found nobody', () => {
    expect(parseLsof('')).toBeUndefined();
  });
});

describe('the command line of a process', () => {
  it('is there for a running one and not for one that never was', async () => {
    await expect(commandLine(process.pid)).resolves.toContain('node');
    await expect(commandLine(4_194_305)).resolves.toBeUndefined();
  });
});
