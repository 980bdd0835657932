const STORED_LENGTH = 15;

/** Digits shown of a numeric key; a site's choice (syspro.md 3). */
const WIDTHS = { customer: 7, salesOrder: 6, invoice: 6 };

/** The key as tables hold it: numeric ones zero-filled to 15, others as typed. COMFND compares this form. */
export function storedKey(key: string): string {
  return /^\d+$/.test(key) ? key.padStart(STORED_LENGTH, '0') : key;
}

/** The key as transactions show it: `0017850`, `000123`; alphanumeric ones as they are. */
export function shortKey(stored: string, kind: keyof typeof WIDTHS): string {
  return /^\d+$/.test(stored) ? stored.replace(/^0+/, '').padStart(WIDTHS[kind], '0') : stored;
}
