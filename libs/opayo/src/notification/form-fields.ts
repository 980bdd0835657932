/** Fields of a form post under the sender's own names, decoded. */
export type FormFields = Readonly<Record<string, string>>;

/** Why a form cannot be read; `field` is the sender's name of the field, if one is to blame. */
export interface FormRefusal {
  readonly code: 'REPEATED_FIELD' | 'TOO_MANY_FIELDS' | 'CONTROL_CHARACTER';
  readonly field?: string;
}

export type FormReading = { readonly ok: true; readonly fields: FormFields } | ({ readonly ok: false } & FormRefusal);

// A 4.00 notification has 32 fields.
const MAXIMUM_FIELDS = 100;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Reads `application/x-www-form-urlencoded` bytes as ISO-8859-1, which is what Opayo's back end speaks: each byte becomes the character of
 * the same number, so the text can be turned back into exactly the bytes that were signed.
 *
 * Each pair is split at its first `=`. A name that comes twice, in whatever case, is refused and not resolved: two readers that choose
 * differently between them would not agree on what was signed. Control characters other than tab and line ends are refused.
 */
export function readForm(body: Uint8Array): FormReading {
  const fields: [string, string][] = [];
  const seen = new Set<string>();
  const pairs = Buffer.from(body)
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length > MAXIMUM_FIELDS) return { ok: false, code: 'TOO_MANY_FIELDS' };

  for (const pair of pairs) {
    const split = pair.indexOf('=');
    const field = decode(split < 0 ? pair : pair.slice(0, split));
    const value = split < 0 ? '' : decode(pair.slice(split + 1));
    if (CONTROL.test(field) || CONTROL.test(value)) return { ok: false, code: 'CONTROL_CHARACTER', ...nameable(field) };
    if (seen.has(field.toLowerCase())) return { ok: false, code: 'REPEATED_FIELD', ...nameable(field) };
    seen.add(field.toLowerCase());
    fields.push([field, value]);
  }
  return { ok: true, fields: Object.fromEntries(fields) };
}

/** A name goes into the log; what a stranger posts as one may be a card number, or a page of text. */
function nameable(field: string): { field?: string } {
  return /^[A-Za-z0-9_]{1,40}$/.test(field) && !/\d{5}/.test(field) ? { field } : {};
}

function decode(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
