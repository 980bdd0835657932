/** Words that stay small in the middle of a British or Irish place name or a street. */
const SMALL = new Set(
  'and at by cum de for in la le juxta near nr next of off on over the to under upon with y yr'.split(' '),
);
/** Words that are all capitals wherever they stand. */
const CAPITALS = new Set(
  'BBC BFPO BT CIO CIC CP EC GB GP HM HMP HMS HQ II III IV IX LLP MOD NE NHS NI NW PLC PO RAF RC SE SW UK USA VI VII VIII XI XII WC'.split(
    ' ',
  ),
);

/**
 * A line that was written without a thought for case, all capitals or all small, in the case people write addresses in: `12 HIGH STREET,
 * WALTON-ON-THE-HILL` → `12 High Street, Walton-on-the-Hill`. A line in mixed case is its writer's choice and stays as it is. Only the case
 * of letters changes.
 */
export function properCase(line: string): string {
  if (!isCareless(line)) return line;
  let first = true;
  return line.replaceAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu, (word, position: number) => {
    const inside = !first && /[\s-]/.test(line[position - 1] ?? '');
    first = false;
    return properWord(word, inside);
  });
}

function isCareless(line: string): boolean {
  const letters = line.replaceAll(/[^\p{L}]/gu, '');
  return letters.length > 2 && (letters === letters.toUpperCase() || letters === letters.toLowerCase());
}

function properWord(word: string, inside: boolean): string {
  const lower = word.toLowerCase();
  if (inside && SMALL.has(lower)) return lower;
  if (CAPITALS.has(word.toUpperCase())) return word.toUpperCase();
  // House numbers: 12A, 4C; but 1st, 22nd.
  if (/^\d/.test(word)) return /^\d+(st|nd|rd|th)$/.test(lower) ? lower : word.toUpperCase();
  return capitalised(lower);
}

function capitalised(lower: string): string {
  return lower.replace(/^(\p{L}['’]|mc)?(\p{L})/u, (whole, prefix: string | undefined, letter: string) => {
    if (prefix === undefined) return whole.toUpperCase();
    return prefix === 'mc' ? `Mc${letter.toUpperCase()}` : whole.toUpperCase();
  });
}
