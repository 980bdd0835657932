/**
 * Parts of an address as at most `maxLines` lines of at most `maxLength` characters, nothing lost: blank parts go, a part that is too long is
 * broken between words, and when there are too many lines neighbours that fit on one are joined by a comma, from the top. Undefined when it
 * does not fit: cutting it would lose where the parcel goes.
 */
export function fitLines(parts: readonly string[], maxLines: number, maxLength: number): string[] | undefined {
  const lines = parts
    .map((part) => part.trim().replace(/\s+/g, ' '))
    .filter((part) => part !== '')
    .flatMap((part) => wrap(part, maxLength));
  while (lines.length > maxLines && joinFirstPair(lines, maxLength)) continue;
  return lines.length > maxLines ? undefined : lines;
}

function joinFirstPair(lines: string[], maxLength: number): boolean {
  const first = lines.findIndex((line, index) => {
    const next = lines[index + 1];
    return next !== undefined && lengthOf(line) + 2 + lengthOf(next) <= maxLength;
  });
  if (first < 0) return false;
  lines.splice(first, 2, `${lines[first] ?? ''}, ${lines[first + 1] ?? ''}`);
  return true;
}

function wrap(part: string, maxLength: number): string[] {
  const characters = [...part];
  if (characters.length <= maxLength) return [part];
  const lastBlank = characters.lastIndexOf(' ', maxLength);
  const end = lastBlank > 0 ? lastBlank : maxLength;
  const rest = characters.slice(end).join('').trim();
  return [characters.slice(0, end).join(''), ...(rest === '' ? [] : wrap(rest, maxLength))];
}

/** In characters as a code page counts them, not in UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
