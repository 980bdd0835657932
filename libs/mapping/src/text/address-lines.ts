import { FieldRefusal } from '../functions/field-refusal.js';
import { lengthOf } from './fit.js';

/**
 * An address as at most `maxLines` lines of at most `maxLength` characters, nothing lost: blank parts go, a part that is too long is
 * broken between words, and when there are too many lines neighbours that fit on one are joined by a comma, from the top. Refuses what
 * still does not fit.
 */
export function addressLines(parts: readonly string[], maxLines: number, maxLength: number): string[] {
  const lines = parts
    .map((part) => part.trim().replace(/\s+/g, ' '))
    .filter((part) => part !== '')
    .flatMap((part) => wrap(part, maxLength));
  while (lines.length > maxLines && joinFirstPair(lines, maxLength)) continue;
  if (lines.length > maxLines) {
    throw new FieldRefusal(
      'ADDRESS_TOO_LONG',
      parts.join('\n'),
      `shorten the address: it must fit on ${maxLines} lines of ${maxLength} characters`,
    );
  }
  return lines;
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
  if (lengthOf(part) <= maxLength) return [part];
  const characters = [...part];
  const lastBlank = characters.lastIndexOf(' ', maxLength);
  const end = lastBlank > 0 ? lastBlank : maxLength;
  const rest = characters.slice(end).join('').trim();
  return [characters.slice(0, end).join(''), ...(rest === '' ? [] : wrap(rest, maxLength))];
}
