const STORED_LENGTH = 15;
const DIGITS = /^\d+$/;

/** Digits shown of a numeric key, zero-filled; alphanumeric keys are shown as they are. A site's choice (syspro.md 3). */
export interface KeyWidths {
  readonly customer: number;
  readonly salesOrder: number;
  readonly invoice: number;
}

export const DEFAULT_KEY_WIDTHS: KeyWidths = { customer: 7, salesOrder: 6, invoice: 6 };

/** The key as tables hold it and COMFND compares it: numeric ones zero-filled to 15, others as typed. */
export function storedKey(key: string): string {
  const trimmed = key.trim();
  return DIGITS.test(trimmed) ? trimmed.padStart(STORED_LENGTH, '0') : trimmed;
}

/** The key as SYSPRO shows it and transactions take it: numeric ones without their leading zeros beyond `width`. */
export function shortKey(key: string, width: number): string {
  const trimmed = key.trim();
  return DIGITS.test(trimmed) ? trimmed.replace(/^0+/, '').padStart(width, '0') : trimmed;
}

/** Whether two spellings mean the same key: `015562` and `000000000015562` do. */
export function isSameKey(one: string, other: string): boolean {
  return storedKey(one) === storedKey(other);
}
