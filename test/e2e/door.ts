import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to an HTTP service that the test can shut and open while the services run. Shut at first. */
export class Door {
  private target: URL | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async make(): Promise<Door> {
    const server = createServer();
    const door = new Door(server);
    server.on('connection', (caller) => door.pass(caller));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return door;
  }

  /** `http://host:port` by which it is entered. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on who enters gets to `target`. */
  open(target: string): void {
    this.target = new URL(target);
  }

  /** Every connection breaks, and so does every new one. */
  shut(): void {
    this.target = undefined;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.shut();
    await new Promise((closed) => this.server.close(closed));
  }

  private pass(caller: Socket): void {
    const { target } = this;
    this.keep(caller);
    if (!target) return void caller.destroy();
    const onward = this.keep(connect(Number(target.port), target.hostname));
    caller.pipe(onward).pipe(caller);
    caller.once('close', () => onward.destroy());
    onward.once('close', () => caller.destroy());
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    // A broken connection is what a door is for.
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}
