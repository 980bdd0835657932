import { parse } from 'postcode';

/** Where a postcode has the British form: the United Kingdom and the Crown dependencies. */
const BRITISH = new Set(['GB', 'GG', 'IM', 'JE']);

/** A British postcode inside a text, in any case, with or without blanks, and not in the middle of a word or number. */
const INSIDE = /(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]?[\s.]*\d[A-Z]{2}(?![A-Z0-9])/gi;

/** Whether addresses of this country have postcodes that are found by their form. `countryCode`: ISO 3166-1 alpha-2. */
export function hasBritishPostcodes(countryCode: string): boolean {
  return BRITISH.has(countryCode);
}

/**
 * A postcode in its country's own spelling: a British one in capitals with one blank before its last three characters (`sw1a1aa` →
 * `SW1A 1AA`); of other countries, and what has no British form, in capitals with single blanks. Never another postcode: letters are not
 * exchanged for digits, since that would be a guess.
 */
export function standardPostcode(postcode: string, countryCode: string): string {
  const plain = postcode.trim().replaceAll(/\s+/g, ' ').toUpperCase();
  return (hasBritishPostcodes(countryCode) && canonical(plain)) || plain;
}

/** What was found: the postcode in standard spelling, and the parts without it. */
export interface TakenPostcode {
  readonly postcode: string;
  readonly parts: string[];
  /** As it stood in the parts; null when it came from its own field or there is none. */
  readonly foundAs: string | null;
}

/**
 * The postcode of an address whose writer may have put it anywhere. The entered one counts where it has one; else, in a country with British
 * postcodes, the last one that stands in a part. A part that says the same postcode again loses it, and so does the one it was found in.
 * `parts` from the top, blanks squeezed, empty ones left out; nothing else of them is lost.
 */
export function takePostcode(parts: readonly string[], entered: string, countryCode: string): TakenPostcode {
  const given = standardPostcode(entered, countryCode);
  if (!hasBritishPostcodes(countryCode)) return { postcode: given, parts: tidy(parts), foundAs: null };
  if (canonical(given) !== undefined) {
    return { postcode: given, parts: tidy(parts.map((part) => without(part, given))), foundAs: null };
  }
  // What was entered beside a postcode is part of the address all the same.
  const all = [...parts, entered];
  const found = lastInside(all);
  const postcode = found && canonical(found);
  if (found === undefined || postcode === undefined) return { postcode: given, parts: tidy(parts), foundAs: null };
  return { postcode, parts: tidy(all.map((part) => without(part, postcode))), foundAs: found };
}

function lastInside(parts: readonly string[]): string | undefined {
  return parts
    .flatMap((part) => part.match(INSIDE) ?? [])
    .filter((candidate) => canonical(candidate) !== undefined)
    .at(-1);
}

function without(part: string, postcode: string): string {
  return part.replaceAll(INSIDE, (candidate) => (canonical(candidate) === postcode ? '' : candidate));
}

/** Blanks squeezed, and commas that have nothing before or after them any more taken away. */
function tidy(parts: readonly string[]): string[] {
  return parts
    .map((part) =>
      part
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/(\s*,)+\s*/g, ', ')
        .replaceAll(/^[\s,]+|[\s,]+$/g, ''),
    )
    .filter((part) => part !== '');
}

function canonical(candidate: string): string | undefined {
  const parsed = parse(candidate.replaceAll('.', ''));
  return parsed.valid ? parsed.postcode : undefined;
}
