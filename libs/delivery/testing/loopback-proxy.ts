import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to the bytes a client sends: on to the server, or the connection cut before or after they went on. */
export type Passage = 'pass' | 'cut-before' | 'cut-after';

/**
 * A way to PostgreSQL that can break at a chosen moment: `judge` sees what each client sends. `cut-after` delivers it, and the answer is lost.
 */
export async function loopbackProxy(
  url: string,
  judge: (sent: string) => Passage,
): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    const cut = (): void => {
      client.destroy();
      upstream.end();
    };
    client.on('data', (sent) => {
      const passage = judge(sent.toString('latin1'));
      if (passage === 'cut-before') return (void upstream.destroy(), cut());
      if (passage === 'cut-after') upstream.removeAllListeners('data');
      upstream.write(sent);
      if (passage === 'cut-after') upstream.on('data', cut);
    });
    upstream.on('data', (answer) => client.write(answer));
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: through.href, close };
}
