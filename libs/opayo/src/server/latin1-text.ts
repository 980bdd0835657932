import { isLatin1 } from '../http/latin1-form.js';

// Letters and signs that Unicode does not take apart; the rest of Latin is a plain letter with marks.
const SPELT: Readonly<Record<string, string>> = {
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', Ŋ: 'N', ŧ: 't', Ŧ: 'T', ĸ: 'k' },
  ...{ œ: 'oe', Œ: 'OE', ẞ: 'SS', ſ: 's', '€': 'EUR', '‰': 'o/oo', '⁄': '/' },
  ...{ '‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '“': '"', '”': '"', '„': '"', '″': '"', '‹': '<', '›': '>' },
  ...{ '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '•': '·', '…': '...' },
};

/**
 * The text as Opayo's form APIs can store it, which is ISO-8859-1: composed, blanks and line ends as one blank, marks dropped from letters that ISO-8859-1
 * lacks (`Ő` becomes `O`, `Łódź` `Lódz`), quotes and dashes plain, invisible signs dropped. `undefined` when something is left that it cannot say (`王`, an
 * emoji, a control character): the caller is told, because a name of question marks would be somebody else's.
 */
export function toLatin1(text: string): string | undefined {
  const composed = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (isLatin1(composed)) return composed;
  let storable = '';
  for (const character of composed) {
    const said = latin1Of(character);
    if (said === undefined) return undefined;
    storable += said;
  }
  return storable.replace(/ +/g, ' ').trim();
}

function latin1Of(character: string): string | undefined {
  if (isLatin1(character)) return character;
  if (/^[\p{Cf}\p{M}]$/u.test(character)) return '';
  const plain = SPELT[character] ?? character.normalize('NFKD').replace(/\p{M}/gu, '');
  const spelt = Array.from(plain, (part) => SPELT[part] ?? part).join('');
  return spelt !== '' && isLatin1(spelt) ? spelt : undefined;
}
