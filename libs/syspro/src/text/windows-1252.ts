import iconv from 'iconv-lite';

// XML 1.0 has no place for these, not even escaped.
// eslint-disable-next-line no-control-regex -- finding control characters is the point
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/gu;
const PLAIN = /^[\x20-\x7E]*$/;
const COMBINING = /\p{M}+/gu;

// Letters that Unicode does not take apart; the rest of Latin is an ASCII letter with marks.
const SPELT: Readonly<Record<string, string>> = {
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', Ŋ: 'N', ŧ: 't', Ŧ: 'T', ĸ: 'k' },
  ...{ '−': '-', '‐': '-', '‑': '-', '―': '-', '′': "'", '″': '"', '\u2028': ' ', '\u2029': ' ' },
};

/** True when every character exists in Windows-1252, which is all that most SYSPRO fields can store (syspro.md 1.7). */
export function isWindows1252(text: string): boolean {
  if (PLAIN.test(text)) return true;
  return text.replace(CONTROL, '') === text && iconv.decode(iconv.encode(text, 'win1252'), 'win1252') === text;
}

/**
 * The text as SYSPRO can store it: composed, marks dropped from letters that Windows-1252 lacks (`Ő` becomes `O`), control characters
 * dropped, every other stranger a `?`. For names and addresses; a code or reference must pass `isWindows1252` instead, because a
 * changed reference is not found again.
 */
export function toWindows1252(text: string): string {
  const composed = text.normalize('NFC').replace(CONTROL, '');
  if (isWindows1252(composed)) return composed;
  return Array.from(composed, storableCharacter).join('');
}

function storableCharacter(character: string): string {
  if (isWindows1252(character)) return character;
  const spelt = SPELT[character] ?? character.normalize('NFKD').replace(COMBINING, '');
  if (spelt !== '' && isWindows1252(spelt)) return spelt;
  return /^\p{M}|\p{Cf}$/u.test(character) ? '' : '?';
}

/** At most `length` characters, counted after the reduction to Windows-1252 so that no letter is cut in half. */
export function storableText(text: string, length: number): string {
  return toWindows1252(text).slice(0, length);
}

/**
 * Text from a reply's bytes: strict UTF-8 where that is possible, else Windows-1252. The prolog's word for the encoding is
 * not asked: SYSPRO writes `Windows-1252` over both.
 */
export function decodeReply(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'win1252');
  }
}
