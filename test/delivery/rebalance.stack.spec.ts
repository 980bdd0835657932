import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import type { BatchHandler } from '#libs/kafka';
import type { Alert } from '#libs/contracts';
import { alertMessage, DeliverySpace, numbered, waitFor, type Reader } from './delivery-space.js';

const PARTITIONS = 4;
const KEYS = numbered('key', 16);

describe('members come and go', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('rebalance', PARTITIONS);
  });
  afterEach(() => delivery.close());

  const publishRounds = async (rounds: number, from = 0): Promise<void> => {
    const publisher = delivery.publisher();
    for (let round = from; round < from + rounds; round++) {
      await publisher.publish(KEYS.map((key) => alertMessage(`${key} ${round}`, key)));
    }
  };
  const joined = (reader: Reader<Alert>) => waitFor('a member to join', () => reader.strategy.health().ready);
  const ownPartitions = async (reader: Reader<Alert>): Promise<number> => {
    const description = await reader.strategy.unwrap<Consumer>().describeGroup();
    return description.state === 'Stable' ? description.members.length : 0;
  };

  it('nothing is lost and each key keeps its order, while members join and leave under load', async () => {
    const table = new IdempotentTable();
    const members = [await delivery.reader(table.store), await delivery.reader(table.store)];
    const publishing = publishRounds(120);
    for (const change of numbered('change', 4)) {
      const seen = table.size;
      await waitFor(`${change} to see progress`, () => table.size > seen || table.size === 120 * KEYS.length);
      members.push(await delivery.reader(table.store));
      await joined(members.at(-1) as Reader<Alert>);
      await members.shift()?.close();
    }
    await publishing;
    await waitFor('every record to be stored', () => table.size === 120 * KEYS.length, { timeoutMs: 40_000 });
    for (const key of KEYS)
      expect(table.ofKey(key)).toEqual(Array.from({ length: 120 }, (_, round) => `${key} ${round}`));
    await waitFor('all to be committed', async () => {
      const [committed, ends] = [await delivery.committed(), await delivery.ends()];
      return committed.reduce((a, b) => a + b, 0) === ends.reduce((sum, { offset }) => sum + Number(offset), 0);
    });
  });

  it('a member that is evicted in mid-batch is told, and what it had not finished another one stores', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let told = false;
    const first = await delivery.reader(async (_records, { signal }) => {
      signal.addEventListener('abort', () => (told = true));
      await held;
    });
    await joined(first);
    await publishRounds(1);
    await waitFor('the handler to be called', () => first.strategy.health().state === 'working');
    const second = await delivery.reader(async () => {});
    await waitFor('the first to be told of the rebalance', () => told);
    release();
    await joined(second);
    await waitFor('both to be in the group', async () => (await ownPartitions(second)) === 2);
    await publishRounds(1, 1);
    const both = () => new Set([...first.stored, ...second.stored].map((record) => record.value.what));
    await waitFor('all to be stored by somebody', () => both().size === 2 * KEYS.length);
    expect(second.stored.length).toBeGreaterThan(0);
  });

  it('the group on the broker has exactly the name it was given', async () => {
    await joined(await delivery.reader(async () => {}, { groupId: 'order-status' }));
    const { groups } = await delivery.admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(delivery.space.groupPrefix));
    expect(ours).toEqual([`${delivery.space.groupPrefix}order-status`]);
  });
});

/** What a handler's table does: a repeat changes nothing, and a key's rows are in the order in which they first came. */
class IdempotentTable {
  private readonly ids = new Set<string>();
  private readonly rows = new Map<string, string[]>();

  readonly store: BatchHandler<Alert> = async (records) => {
    for (const { eventId, key, value } of records) {
      if (this.ids.has(eventId)) continue;
      this.ids.add(eventId);
      this.rows.set(key, [...this.ofKey(key), value.what]);
    }
  };

  get size(): number {
    return this.ids.size;
  }

  ofKey(key: string): string[] {
    return this.rows.get(key) ?? [];
  }
}
