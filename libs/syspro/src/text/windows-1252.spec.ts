import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeReply, isWindows1252, storableText, toWindows1252 } from './windows-1252.js';

describe('text for SYSPRO', () => {
  it.each([
    ['Müller & Søn', 'Müller & Søn'],
    ['“Łódź” – 5 €', '“Lódz” – 5 €'],
    ['Jose\u0301', 'José'],
    ['Gr\u0151r', 'Gror'],
    ['a\u0000b\u001fc', 'abc'],
    ['gift 🎁!', 'gift ?!'],
    ['東京', '??'],
    ['no\u200bgap', 'nogap'],
    ['half \ud83d', 'half ?'],
  ])('%p is sent as %p', (text, sent) => {
    expect(toWindows1252(text)).toBe(sent);
  });

  it('whatever comes in, what goes out can be stored', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isWindows1252(toWindows1252(text))));
  });

  it('a letter is never cut in half', () => {
    expect(storableText('éééé', 3)).toBe('ééé');
  });
});

describe("text in SYSPRO's replies", () => {
  it('is UTF-8 where that is possible, else Windows-1252', () => {
    expect(decodeReply(Buffer.from('Café 5 €', 'utf8'))).toBe('Café 5 €');
    expect(decodeReply(iconv.encode('Café 5 €', 'win1252'))).toBe('Café 5 €');
  });
});
