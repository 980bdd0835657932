import { join } from 'node:path';
import { TOPICS, type Alert, type ErpCommand } from '#libs/contracts';
import { Database, DELIVERY_MIGRATIONS, migrate, Outbox, Parking, Vault } from '#libs/delivery';
import { checkEncodable } from '#libs/kafka';
import { testSpace, type TestSpace } from '#libs/testing';
import { CommandMaker } from '../src/erp-command/command-maker.js';
import { compileRelease, loadMappingFiles, type MappingFiles } from '../src/mapping-files/mapping-files.js';
import { readRelease } from '../src/mapping-files/release.js';
import { MasterDataBook } from '../src/master-data/master-data-book.js';
import { OrderBook } from '../src/order-desk/order-book.js';
import { OrderDesk, type OrderDeskOptions } from '../src/order-desk/order-desk.js';
import { OrderView } from '../src/order-view/order-view.js';
import type { OrderFact } from '../src/order/order-fact.js';
import { FindingBook } from '../src/validation/finding-book.js';
import { OrderValidator } from '../src/validation/order-validator.js';
import { ON_INVOICE, SETTINGS } from './example-facts.js';

/** Folder of the mappings that come with the service. */
export const MAPPINGS = join(import.meta.dirname, '../mappings');

const STANDARD = loadMappingFiles(MAPPINGS);

/** The standard mappings with some text of a file replaced, which must be there. */
export function mappingsWith(changes: readonly (readonly [file: string, from: string, to: string])[]): MappingFiles {
  const files = new Map(readRelease(MAPPINGS).files);
  for (const [file, from, to] of changes) {
    const text = files.get(file) ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no '${from}'`);
    files.set(file, text.replace(from, to));
  }
  return compileRelease({ name: '', contentHash: '', files });
}

/** An order desk on a database of its own, for specs: facts go in, commands and alerts are read from its outbox. */
export class DeskBench {
  readonly #space: TestSpace;
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #parking: Parking;
  #offset = 0;
  desk: OrderDesk;

  private constructor(space: TestSpace, database: Database, vault: Vault) {
    this.#space = space;
    this.#database = database;
    this.#vault = vault;
    this.#parking = new Parking({ service: 'transformation', database, vault, outbox: this.#outbox() });
    this.desk = this.deskWith();
  }

  static async open(name: string): Promise<DeskBench> {
    const space = await testSpace(name);
    const env = space.env('transformation');
    const [url, schema] = [env['DATABASE_URL'] ?? '', env['DATABASE_SCHEMA'] ?? ''];
    const database = new Database({ url, schema, applicationName: 'transformation' });
    await migrate({ database, name: 'delivery', directory: DELIVERY_MIGRATIONS });
    await migrate({ database, name: 'transformation', directory: join(import.meta.dirname, '../migrations') });
    return new DeskBench(space, database, new Vault(env['DATA_ENCRYPTION_KEY'] ?? ''));
  }

  /** Nothing was ever heard; the desk is the standard one again. */
  async clear(): Promise<void> {
    await this.#database.query(
      'TRUNCATE fact, fact_set_aside, command, customer_told, business_key, inbox, outbox, parked, order_awaits, order_findings',
    );
    this.desk = this.deskWith();
  }

  async close(): Promise<void> {
    await this.#database.close();
    await this.#space.close();
  }

  /** A desk beside the standard one, on the same tables. */
  deskWith(overrides: Partial<OrderDeskOptions> = {}): OrderDesk {
    const masterData = new MasterDataBook(this.#vault, { maxAgeMs: 3_600_000 });
    return new OrderDesk({
      ...{ database: this.#database, book: new OrderBook(this.#vault), outbox: this.#outbox(), parking: this.#parking },
      ...{ maker: () => new CommandMaker(STANDARD, SETTINGS), check: checkEncodable, policy: ON_INVOICE },
      ...{ findings: new FindingBook(this.#vault), validator: new OrderValidator(masterData, 'warn') },
      ...overrides,
    });
  }

  /** A desk that maps by other mappings. */
  deskOf(files: MappingFiles, overrides: Partial<OrderDeskOptions> = {}): OrderDesk {
    return this.deskWith({ maker: () => new CommandMaker(files, SETTINGS), ...overrides });
  }

  /** Facts come in, in one batch. */
  async take(...facts: OrderFact[]): Promise<void> {
    await this.takeBy(this.desk, ...facts);
  }

  async takeBy(desk: OrderDesk, ...facts: OrderFact[]): Promise<void> {
    await desk.take(
      facts.map((fact) => ({
        ...{ fact, topic: 'topic', partition: 0, offset: String(this.#offset++), traceparent: undefined },
      })),
    );
  }

  /** Commands in the outbox, first to last. */
  commands(): Promise<ErpCommand[]> {
    return this.#sent(TOPICS.erpCommands.name);
  }

  /** The same as `key sequence effectId`. */
  async effects(): Promise<string[]> {
    return (await this.commands()).map(({ orderId, sequence, effectId }) => `${orderId} ${sequence} ${effectId}`);
  }

  alerts(): Promise<Alert[]> {
    return this.#sent(TOPICS.alerts.name);
  }

  /** What stands parked, as `key code`. */
  async parked(): Promise<string[]> {
    return (await this.#parking.list()).map(({ key, code }) => `${key} ${code}`);
  }

  view(orderId: string): ReturnType<OrderView['find']> {
    const [book, findings] = [new OrderBook(this.#vault), new FindingBook(this.#vault)];
    return new OrderView(this.#database, book, this.#parking, ON_INVOICE, findings).find(orderId);
  }

  async #sent<T>(topic: string): Promise<T[]> {
    const rows = await this.#database.query<{ body: Buffer; event_id: string }>(
      'SELECT body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
      [topic],
    );
    return rows.map(({ body, event_id: eventId }) => this.#vault.open<T>(body, `outbox ${eventId}`));
  }

  #outbox(): Outbox {
    return new Outbox({ vault: this.#vault, check: ({ topic, body }) => checkEncodable(topic, body) });
  }
}
