import { collection } from '../../books/collection.js';

/** What was handed to one acquirer for one vendor in one night. Its transactions carry its id. */
export interface Batch {
  /** A number, as text. */
  readonly batchId: string;
  /** Lower case. */
  readonly vendor: string;
  readonly authProcessor: string;
  /** ISO 8601 instant by the sandbox's clock. */
  readonly completedAt: string;
  /** The acquirer did not get the file: the batch stays empty, its transactions go into a later one (opayo.md 5.1). */
  readonly failed: boolean;
}

/** By batchId. */
export const BATCHES = collection<Batch>('opayo.batches');
