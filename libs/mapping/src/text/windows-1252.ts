import anyAscii from 'any-ascii';
import iconv from 'iconv-lite';

/** Letters that Unicode does not decompose into a base letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ Ł: 'L', ł: 'l', Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', Ŋ: 'N', ŋ: 'n', Ŧ: 'T', ŧ: 't', ĸ: 'k' },
  ...{ '‐': '-', '‑': '-', '‒': '-', '−': '-', '′': "'", '″': '"', '\u00A0': ' ', '\u2009': ' ', '\u202F': ' ' },
  ...{ '\t': ' ', '\r': ' ', '\n': ' ' },
};

/** Every printable character the code page has, decoded once: asking the codec for each letter of each field was most of a mapping's time. */
const WRITABLE = new Set(
  [...iconv.decode(Buffer.from(Array.from({ length: 256 }, (_, code) => code)), 'win1252')].filter(
    (character) => !/[\p{Cc}\uFFFD]/u.test(character),
  ),
);
const PLAIN_ASCII = /^[\x20-\x7E]*$/;

/** The characters of `text` that Windows-1252 has no code for, each once; empty when all can be written. */
export function charactersOutsideWindows1252(text: string): string[] {
  if (PLAIN_ASCII.test(text)) return [];
  return [...new Set(text)].filter((character) => !fits(character));
}

/**
 * `text` in characters of Windows-1252, the code page of SYSPRO's documents: what fits stays, other Latin letters lose their accent
 * (`Łódź` → `Lódz`), typographic variants become the plain one. What has no Latin letter (Chinese, Cyrillic) stays as it is and is
 * refused where the field is checked: a parcel addressed to `????` is worse than one that waits for a person.
 */
export function toWindows1252(text: string): string {
  if (PLAIN_ASCII.test(text)) return text;
  return [...text.normalize('NFC')].map((character) => (fits(character) ? character : plain(character))).join('');
}

/**
 * `text` in characters of Windows-1252 whatever script it is in: as `toWindows1252`, and letters of other scripts by their usual Latin ones
 * (`北京` → `BeiJing`, `Москва` → `Moskva`). Pictures are left out. Readable to a carrier, and not reversible: for names and addresses on
 * labels, never for codes or references.
 */
export function toLatin1252(text: string): string {
  if (PLAIN_ASCII.test(text)) return text;
  const spoken = text.normalize('NFC').replaceAll(PICTURES, '');
  return [...toWindows1252(spoken)].map((character) => (fits(character) ? character : anyAscii(character))).join('');
}

/** Emoji and what joins and colours them. */
const PICTURES = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0F/gu;

function plain(character: string): string {
  const letter = LETTERS[character];
  if (letter !== undefined) return letter;
  const base = character.normalize('NFKD').replace(/\p{Mark}/gu, '');
  return base !== '' && [...base].every(fits) ? base : character;
}

function fits(character: string): boolean {
  return WRITABLE.has(character);
}
