import type { AlertSeverity } from '#libs/contracts';
import type { MinorUnits } from '#libs/money';

/** The head of a blocked key: why it stands and who can move it. Shown to people, so it holds no personal data. */
export interface ParkedItem {
  readonly parkedId: string;
  /** Business key that is blocked; followers of this key wait behind it. */
  readonly key: string;
  /** `shop/orderReference`. */
  readonly orderId?: string | undefined;
  readonly effectId?: string | undefined;
  /** Stable code, e.g. `STOCK_CODE_NOT_FOUND`. */
  readonly code: string;
  /** What happened, without personal data. */
  readonly text: string;
  /** Who acts: `finance`, `integration`, `operations`, `shop`. */
  readonly owner: string;
  /** What the owner does next. */
  readonly suggestedFix: string;
  readonly severity: Exclude<AlertSeverity, 'UNKNOWN'>;
  /** Money that waits, minor units of `currency`; both or neither. */
  readonly amountMinor?: MinorUnits | undefined;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  /** UTC instant. */
  readonly parkedAt: Date;
}

/** What is given to park: the item without what parking adds, and the body it stands for, which is stored sealed. */
export interface ItemToPark extends Omit<ParkedItem, 'parkedId' | 'parkedAt'> {
  /** Whatever is needed to go on after the release; read back with `Parking.bodyOf`. */
  readonly body: unknown;
}
