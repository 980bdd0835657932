import { fitLines } from '#libs/address';
import { FieldRefusal } from '../functions/field-refusal.js';

/** `fitLines` of libs/address as mappings see it: what does not fit is refused, for a person to shorten. */
export function addressLines(parts: readonly string[], maxLines: number, maxLength: number): string[] {
  const lines = fitLines(parts, maxLines, maxLength);
  if (lines) return lines;
  throw new FieldRefusal(
    'ADDRESS_TOO_LONG',
    parts.join('\n'),
    `shorten the address: it must fit on ${maxLines} lines of ${maxLength} characters`,
  );
}
