import { InvariantViolation } from '#libs/errors';
import type { Transaction } from '../database/transaction.js';

/** `apply`: the next one, now recorded as applied; `repeat`: applied before; `gap`: an earlier one is missing, hold it. */
export type SequenceAnswer = 'apply' | 'repeat' | 'gap';

/** Lets each reader apply the per-key sequence 1, 2, 3 … of a topic once and in order. */
export class SequenceGate {
  /**
   * Judges `sequence` (from 1) of `key` for `reader` and, if it is the next one, records it in the caller's transaction, whose lock on the
   * row makes a concurrent reader of the key wait. Raises `InvariantViolation` SEQUENCE_INVALID for anything but a whole number from 1.
   */
  async apply(tx: Transaction, reader: string, key: string, sequence: bigint | number): Promise<SequenceAnswer> {
    const wanted = wholeFromOne(sequence);
    const advanced = await tx.query(wanted === 1n ? START : ADVANCE, [reader, key, wanted.toString()]);
    if (advanced.length > 0) return 'apply';
    const [row] = await tx.query<{ last: string }>(LAST, [reader, key]);
    return row && wanted <= BigInt(row.last) ? 'repeat' : 'gap';
  }
}

function wholeFromOne(sequence: bigint | number): bigint {
  if (typeof sequence === 'bigint' ? sequence >= 1n : Number.isSafeInteger(sequence) && sequence >= 1) {
    return BigInt(sequence);
  }
  throw new InvariantViolation(`${sequence} is no sequence: they are whole numbers from 1`, {
    code: 'SEQUENCE_INVALID',
  });
}

const START = `
  INSERT INTO sequence_gate (reader, key, last_sequence) VALUES ($1, $2, $3)
  ON CONFLICT (reader, key) DO NOTHING RETURNING key`;

const ADVANCE = `
  UPDATE sequence_gate SET last_sequence = $3
  WHERE reader = $1 AND key = $2 AND last_sequence = $3::bigint - 1
  RETURNING key`;

const LAST = `SELECT last_sequence::text AS last FROM sequence_gate WHERE reader = $1 AND key = $2`;
