import type { Transaction } from '../database/transaction.js';

/** What somebody told us, by its identity. */
export interface InboxEntry {
  /** Who told: `opayo`, `shop:gifts`, or a topic. Identities are unique within it. */
  readonly source: string;
  /** Identity of the fact, e.g. transactionId and kind. */
  readonly identity: string;
  /** `hashOf` the body: the same identity with another body is a break, not a repeat. */
  readonly bodyHash: string;
}

/** `new`: never heard before; `repeat`: the same again; `conflict`: known with another body. */
export type InboxAnswer = 'new' | 'repeat' | 'conflict';

/** Tells what is new from what was heard before, for ever. */
export class Inbox {
  /**
   * One answer per entry, in their order. Of several equal identities in one call the first is judged first. A concurrent transaction that
   * accepts the same identity is waited for: exactly one of them hears `new`.
   */
  async accept(tx: Transaction, entries: readonly InboxEntry[]): Promise<InboxAnswer[]> {
    if (entries.length === 0) return [];
    const firsts = firstOfEach(entries);
    const isNew = new Set((await tx.query<InboxEntry>(INSERT_NEW, columnsOf(firsts))).map(idOf));
    const known = await tx.query<InboxEntry>(SELECT_KNOWN, columnsOf(firsts).slice(0, 2));
    const hashes = new Map(known.map((entry) => [idOf(entry), entry.bodyHash]));
    return entries.map((entry) => {
      const id = idOf(entry);
      if (isNew.delete(id)) return 'new';
      return hashes.get(id) === entry.bodyHash ? 'repeat' : 'conflict';
    });
  }
}

/** JSON, so that no pair of source and identity can look like another one. */
function idOf({ source, identity }: Pick<InboxEntry, 'source' | 'identity'>): string {
  return JSON.stringify([source, identity]);
}

/** Sorted, so that two batches with the same identities wait for each other instead of locking each other out. */
function firstOfEach(entries: readonly InboxEntry[]): InboxEntry[] {
  const firsts = new Map<string, InboxEntry>();
  for (const entry of entries) if (!firsts.has(idOf(entry))) firsts.set(idOf(entry), entry);
  return [...firsts.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}

function columnsOf(entries: readonly InboxEntry[]): string[][] {
  return [
    entries.map(({ source }) => source),
    entries.map(({ identity }) => identity),
    entries.map(({ bodyHash }) => bodyHash),
  ];
}

const INSERT_NEW = `
  INSERT INTO inbox (source, identity, body_hash)
  SELECT source, identity, body_hash
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS heard (source, identity, body_hash, position)
  ORDER BY position
  ON CONFLICT (source, identity) DO NOTHING
  RETURNING source, identity`;

const SELECT_KNOWN = `
  SELECT source, identity, body_hash AS "bodyHash"
  FROM inbox JOIN unnest($1::text[], $2::text[]) AS heard (source, identity) USING (source, identity)`;
