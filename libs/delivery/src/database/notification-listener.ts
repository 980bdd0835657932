import { escapeIdentifier, type Client } from 'pg';
import { SILENT_LOG, type DeliveryLog } from '../delivery-log.js';

type OnNotification = (payload: string) => void;

const RECONNECT_MS = { first: 200, longest: 5_000 };

/**
 * LISTEN on one connection of its own, made again when it breaks. Notifications are hints: those sent while the connection was away
 * are lost, so every callback is called once with an empty payload after each (re)connection.
 */
export class NotificationListener {
  readonly #callbacks = new Map<string, Set<OnNotification>>();
  #client: Client | undefined;
  #connecting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(
    private readonly makeClient: () => Client,
    private readonly log: DeliveryLog = SILENT_LOG,
  ) {}

  /** Resolves when listening, or, PostgreSQL being away, at once: the connection is then tried again in the background. */
  async listen(channel: string, callback: OnNotification): Promise<() => Promise<void>> {
    const callbacks = this.#callbacks.get(channel) ?? new Set();
    this.#callbacks.set(channel, callbacks.add(callback));
    if (this.#client) await this.#client.query(`LISTEN ${escapeIdentifier(channel)}`).catch(() => undefined);
    else await this.#connect();
    return () => this.#unlisten(channel, callback);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#connecting;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #unlisten(channel: string, callback: OnNotification): Promise<void> {
    const callbacks = this.#callbacks.get(channel);
    callbacks?.delete(callback);
    if (callbacks?.size !== 0) return;
    this.#callbacks.delete(channel);
    await this.#client?.query(`UNLISTEN ${escapeIdentifier(channel)}`).catch(() => undefined);
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const client = this.makeClient();
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#callbacks.keys()) await client.query(`LISTEN ${escapeIdentifier(channel)}`);
    } catch (error) {
      client.end().catch(() => undefined);
      this.#reconnectLater(error);
      return;
    }
    this.#client = client;
    this.#failures = 0;
    for (const channel of this.#callbacks.keys()) this.#tell(channel, '');
  }

  #tell(channel: string, payload: string): void {
    for (const callback of this.#callbacks.get(channel) ?? []) callback(payload);
  }

  #lost(client: Client, error: Error | undefined): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#reconnectLater(error);
  }

  #reconnectLater(error: unknown): void {
    if (this.#closed) return;
    const delayMs = Math.min(RECONNECT_MS.longest, RECONNECT_MS.first * 2 ** this.#failures++);
    this.log.warn({ err: error, delayMs }, 'The listening connection to PostgreSQL is gone; it will be made again');
    this.#timer = setTimeout(() => void this.#connect(), delayMs);
    this.#timer.unref();
  }
}
