import type { ErpCommand } from '#libs/contracts';
import type { Database, Transaction, Vault } from '#libs/delivery';
import { identityOf, type FactSource, type OrderFact } from '../order/order-fact.js';
import { NOTHING_ACKNOWLEDGED, type Acknowledged } from '../order/decide.js';
import { issuedOf, type CommandBodies, type IssuedCommand, type KnownThen } from '../order/issued-command.js';
import type { ToldCustomer } from '../ensure-customer/customers-of-batch.js';
import type { IncomingFact } from './incoming-fact.js';
import { sentSalesOrder, type OrderRecord } from './judge-order.js';

/** A business key as locked by the transaction. */
export interface LockedKey {
  readonly key: string;
  /** Of a vendorTxCode: its order, once the shop has listed it. */
  readonly orderId: string | null;
  readonly lastSequence: number;
  /** Money that was last told to be owed to the buyer, minor units. */
  readonly refundDueMinor: number;
}

/** A command with what later decisions need of it. */
export interface CommandToKeep {
  readonly command: ErpCommand;
  readonly issued: KnownThen;
}

/** A command as the book shows it to people. */
export interface KeptCommand {
  readonly effectId: string;
  readonly kind: string;
  readonly sequence: number;
  readonly issuedAt: Date;
}

interface FactRow {
  readonly source: FactSource;
  readonly identity: string;
  readonly key: string;
  readonly event: Buffer;
}

interface CommandRow {
  readonly effectId: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly kind: IssuedCommand['kind'];
  readonly orderVersion: number;
  readonly reversalsKnown: number;
  readonly issuedAt: Date;
  readonly command: Buffer;
}

type Reader = Pick<Transaction, 'query'>;

/** The tables of this service; every event and command in them is sealed. */
export class OrderBook {
  constructor(private readonly vault: Vault) {}

  /** Makes the keys that are missing and locks all of them, in key order, so that two batches wait for each other and never for ever. */
  async lock(tx: Transaction, keys: readonly string[]): Promise<Map<string, LockedKey>> {
    await tx.query(`INSERT INTO business_key (key) SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT DO NOTHING`, [
      keys,
    ]);
    const rows = await tx.query<LockedKey>(LOCK, [keys]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** Locks those of the keys that there are, in key order; makes none. */
  async lockKnown(tx: Transaction, keys: readonly string[]): Promise<Map<string, LockedKey>> {
    const rows = await tx.query<LockedKey>(LOCK, [keys]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** The orders of those vendorTxCodes that have one, without a lock. */
  async ordersOf(reader: Reader, vendorTxCodes: readonly string[]): Promise<string[]> {
    const rows = await reader.query<{ orderId: string }>(
      `SELECT DISTINCT order_id AS "orderId" FROM business_key WHERE key = ANY($1::text[]) AND order_id IS NOT NULL`,
      [vendorTxCodes],
    );
    return rows.map(({ orderId }) => orderId);
  }

  /** The vendorTxCodes adopted by each of the orders. */
  async adoptedBy(reader: Reader, orderIds: readonly string[]): Promise<{ key: string; orderId: string }[]> {
    return reader.query(`SELECT key, order_id AS "orderId" FROM business_key WHERE order_id = ANY($1::text[])`, [
      orderIds,
    ]);
  }

  /** Gives vendorTxCodes to orders, with the facts kept under them. All of these keys are locked. */
  async adopt(tx: Transaction, adoptions: readonly { vendorTxCode: string; orderId: string }[]): Promise<void> {
    if (adoptions.length === 0) return;
    const pairs = [adoptions.map(({ vendorTxCode }) => vendorTxCode), adoptions.map(({ orderId }) => orderId)];
    await tx.query(LINK_PAYMENTS, pairs);
    await tx.query(MOVE_FACTS, pairs);
  }

  async addFacts(tx: Transaction, facts: readonly { fact: OrderFact; key: string }[]): Promise<void> {
    if (facts.length === 0) return;
    await tx.query(ADD_FACTS, [
      facts.map(({ fact }) => fact.source),
      facts.map(({ fact }) => identityOf(fact)),
      facts.map(({ key }) => key),
      facts.map(({ fact }) => fact.event.kind),
      facts.map(({ fact }) => this.vault.seal(fact.event, factContext(fact.source, identityOf(fact)))),
    ]);
  }

  /** Keeps what cannot be folded, by its place on the topic; false for a record that is there already. */
  async setAside(tx: Transaction, incoming: IncomingFact, key: string, code: string): Promise<boolean> {
    const { fact, topic, partition, offset } = incoming;
    const sealed = this.vault.seal(fact.event, asideContext(topic, partition, offset));
    const inserted = await tx.query(SET_ASIDE, [topic, partition, offset, key, code, sealed]);
    return inserted.length > 0;
  }

  /** Everything known of the orders; of one nobody has heard of an empty record. */
  async read(reader: Reader, orderIds: readonly string[]): Promise<OrderRecord[]> {
    const facts = await reader.query<FactRow>(READ_FACTS, [orderIds]);
    const commands = await this.commandsOf(reader, orderIds);
    const seenTo = await reader.query<Acknowledged & { key: string }>(READ_ACKNOWLEDGED, [orderIds]);
    return orderIds.map((orderId) => {
      const own = commands.filter((row) => row.orderId === orderId).map((row) => this.open(row));
      return {
        orderId,
        facts: facts.filter(({ key }) => key === orderId).map((row) => this.factOf(row)),
        issued: own.map(({ issued }) => issued),
        sent: own.map(({ command }) => command),
        salesOrder: own.map(({ command }) => sentSalesOrder(command)).find((sent) => sent !== undefined),
        acknowledged: seenTo.find(({ key }) => key === orderId) ?? NOTHING_ACKNOWLEDGED,
      };
    });
  }

  /** Keeps that a person has seen to what is known of the order now; the key is locked. */
  async acknowledge(tx: Transaction, orderId: string, { reversals, version }: Acknowledged): Promise<void> {
    await tx.query(ACKNOWLEDGE, [orderId, reversals, version]);
  }

  async addCommands(tx: Transaction, commands: readonly CommandToKeep[]): Promise<void> {
    if (commands.length === 0) return;
    await tx.query(ADD_COMMANDS, [
      commands.map(({ command }) => command.effectId),
      commands.map(({ command }) => command.orderId),
      commands.map(({ command }) => command.sequence),
      commands.map(({ command }) => command.kind),
      commands.map(({ issued }) => issued.orderVersion),
      commands.map(({ issued }) => issued.reversalsKnown),
      commands.map(({ command }) => new Date(command.issuedAt).toISOString()),
      commands.map(({ command }) => this.vault.seal(command, commandContext(command.effectId))),
    ]);
    await tx.query(RAISE_SEQUENCES, [commands.map(({ command }) => command.orderId)]);
  }

  /** Puts corrected commands in the place of those they correct. */
  async reviseCommands(tx: Transaction, commands: readonly CommandToKeep[]): Promise<void> {
    if (commands.length === 0) return;
    await tx.query(REVISE_COMMANDS, [
      commands.map(({ command }) => command.effectId),
      commands.map(({ command }) => command.revision ?? 1),
      commands.map(({ issued }) => issued.orderVersion),
      commands.map(({ command }) => new Date(command.issuedAt).toISOString()),
      commands.map(({ command }) => this.vault.seal(command, commandContext(command.effectId))),
    ]);
  }

  /** What was told of customers last, by their keys, which are locked. */
  async toldCustomers(tx: Transaction, keys: readonly string[]): Promise<ToldCustomer[]> {
    const rows = await tx.query<Omit<ToldCustomer, 'asOf'> & { readonly asOf: Date }>(TOLD_CUSTOMERS, [keys]);
    return rows.map((row) => ({ ...row, asOf: row.asOf.getTime() }));
  }

  async keepCustomers(tx: Transaction, customers: readonly ToldCustomer[]): Promise<void> {
    // The last of a batch counts.
    for (const { key, effectId, count, contentHash, asOf } of customers) {
      await tx.query(KEEP_CUSTOMER, [key, effectId, count, contentHash, new Date(asOf).toISOString()]);
    }
  }

  /** Keeps what was told to be owed to buyers; the keys are locked. */
  async keepRefundsDue(tx: Transaction, dues: readonly { orderId: string; dueMinor: number }[]): Promise<void> {
    if (dues.length === 0) return;
    await tx.query(KEEP_REFUNDS_DUE, [dues.map(({ orderId }) => orderId), dues.map(({ dueMinor }) => dueMinor)]);
  }

  /** The commands sent for an order, first to last, without what they say. */
  async commandList(database: Database, orderId: string): Promise<KeptCommand[]> {
    const rows = await this.commandsOf(database, [orderId]);
    return rows.map(({ effectId, kind, sequence, issuedAt }) => ({ effectId, kind, sequence, issuedAt }));
  }

  private commandsOf(reader: Reader, orderIds: readonly string[]): Promise<CommandRow[]> {
    return reader.query<CommandRow>(READ_COMMANDS, [orderIds]);
  }

  private factOf({ source, identity, event }: FactRow): OrderFact {
    return { source, event: this.vault.open(event, factContext(source, identity)) } as OrderFact;
  }

  private open(row: CommandRow): { readonly command: ErpCommand; readonly issued: IssuedCommand } {
    const { effectId, orderVersion, reversalsKnown } = row;
    const command = this.vault.open<ErpCommand>(row.command, commandContext(effectId));
    return {
      command,
      issued: issuedOf(command as CommandBodies, { orderVersion, reversalsKnown, revision: command.revision ?? 1 }),
    };
  }
}

function factContext(source: string, identity: string): string {
  return `fact ${source} ${identity}`;
}

function asideContext(topic: string, partition: number, offset: string): string {
  return `set aside ${topic} ${partition} ${offset}`;
}

function commandContext(effectId: string): string {
  return `command ${effectId}`;
}

const LOCK = `
  SELECT key, order_id AS "orderId", last_sequence AS "lastSequence", refund_due_minor AS "refundDueMinor"
  FROM business_key WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE`;

const LINK_PAYMENTS = `
  UPDATE business_key SET order_id = adopted.order_id
  FROM unnest($1::text[], $2::text[]) AS adopted (code, order_id) WHERE key = adopted.code`;

const MOVE_FACTS = `
  UPDATE fact SET key = adopted.order_id
  FROM unnest($1::text[], $2::text[]) AS adopted (code, order_id) WHERE key = adopted.code`;

const ADD_FACTS = `
  INSERT INTO fact (source, identity, key, kind, event)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])`;

const SET_ASIDE = `
  INSERT INTO fact_set_aside (topic, partition, "offset", key, code, event) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING RETURNING topic`;

const READ_FACTS = `SELECT source, identity, key, event FROM fact WHERE key = ANY($1::text[])`;

const READ_ACKNOWLEDGED = `
  SELECT key, reversals_acknowledged AS reversals, version_acknowledged AS version
  FROM business_key WHERE key = ANY($1::text[])`;

const ACKNOWLEDGE = `UPDATE business_key SET reversals_acknowledged = $2, version_acknowledged = $3 WHERE key = $1`;

const TOLD_CUSTOMERS = `
  SELECT key, effect_id AS "effectId", count, content_hash AS "contentHash", as_of AS "asOf"
  FROM customer_told WHERE key = ANY($1::text[])`;

const KEEP_CUSTOMER = `
  INSERT INTO customer_told (key, effect_id, count, content_hash, as_of) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (key) DO UPDATE SET effect_id = EXCLUDED.effect_id, count = EXCLUDED.count,
    content_hash = EXCLUDED.content_hash, as_of = EXCLUDED.as_of`;

const KEEP_REFUNDS_DUE = `
  UPDATE business_key SET refund_due_minor = due.minor
  FROM unnest($1::text[], $2::bigint[]) AS due (order_id, minor) WHERE key = due.order_id`;

const READ_COMMANDS = `
  SELECT effect_id AS "effectId", order_id AS "orderId", sequence, kind, order_version AS "orderVersion",
         reversals_known AS "reversalsKnown", issued_at AS "issuedAt", command
  FROM command WHERE order_id = ANY($1::text[]) ORDER BY order_id, sequence`;

const ADD_COMMANDS = `
  INSERT INTO command (effect_id, order_id, sequence, kind, order_version, reversals_known, issued_at, command)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::integer[], $7::timestamptz[], $8::bytea[])`;

const REVISE_COMMANDS = `
  UPDATE command SET revision = new.revision, order_version = new.order_version, issued_at = new.issued_at, command = new.command
  FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::bytea[])
    AS new (effect_id, revision, order_version, issued_at, command)
  WHERE command.effect_id = new.effect_id`;

const RAISE_SEQUENCES = `
  UPDATE business_key SET last_sequence = (SELECT max(sequence) FROM command WHERE order_id = key)
  WHERE key = ANY($1::text[])`;
