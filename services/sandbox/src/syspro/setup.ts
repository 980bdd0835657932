import type { TransactionCall } from './transaction.js';

/** A business object of Setup/Add and Setup/Update. */
export interface SetupObject {
  /** Root that both documents must have. */
  readonly root: string;
  /** Answers with the whole body; `action` is what the call was made to do. */
  set(call: TransactionCall, action: 'add' | 'update'): string;
}
