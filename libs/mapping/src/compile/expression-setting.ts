import type { HostFunctions } from '../evaluate/host-functions.js';
import type { SlotNames } from '../evaluate/run.js';
import type { RecordTypes } from './record-types.js';

/** What expressions of one mapping are compiled with. */
export interface ExpressionSetting {
  readonly slots: SlotNames;
  readonly hosts: HostFunctions;
  readonly types: RecordTypes;
  /** Where a name is declared that cannot be used yet, in words; undefined for a name that is nowhere. */
  readonly declaredLater: (name: string) => string | undefined;
}
