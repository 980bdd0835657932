export { Database, type DatabaseOptions } from './database/database.js';
export { DELIVERY_MIGRATIONS, migrate, migrationsBeside, type MigrateOptions } from './database/migrate.js';
export {
  isPostgresError,
  POSTGRES_CONTENTION,
  POSTGRES_TIMEOUT,
  POSTGRES_UNAVAILABLE,
} from './database/postgres-errors.js';
export type { Transaction } from './database/transaction.js';
export type { DeliveryLog } from './delivery-log.js';
export { backoffMs, type BackoffPolicy } from './disposition/backoff.js';
export {
  DEFAULT_POLICY,
  disposition,
  type Attempt,
  type Disposition,
  type DispositionPolicy,
  type ParkingReason,
  type RetryBudget,
} from './disposition/message-disposition.js';
export { GroupCommit, type GroupCommitOptions } from './group-commit/group-commit.js';
export { canonicalJson } from './hash/canonical-json.js';
export { deterministicUuid, hashOf } from './hash/hash-of.js';
export { Inbox, type InboxAnswer, type InboxEntry } from './inbox/inbox.js';
export type { Backlog } from './outbox/outbox-rows.js';
export type { OutboxMessage } from './outbox/outbox-message.js';
export { Outbox, type OutboxOptions } from './outbox/outbox.js';
export type { RelayMetrics, RelayOptions } from './outbox/relay-options.js';
export { Relay } from './outbox/relay.js';
export { alertMessage } from './parking/alert-messages.js';
export type { ItemToPark, ParkedItem } from './parking/parked-item.js';
export { Parking, type ParkingOptions } from './parking/parking.js';
export type { QuarantinedItem, RecordToKeep } from './quarantine/quarantined-item.js';
export { QuarantineTable, type QuarantineTableOptions } from './quarantine/quarantine-table.js';
export { SequenceGate, type SequenceAnswer } from './sequence/sequence-gate.js';
export { Vault } from './vault/vault.js';
export { WakeUp } from './wake-up/wake-up.js';
