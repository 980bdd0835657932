import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressLines } from './address-lines.js';
import { cut, lengthOf, shorten } from './fit.js';
import { charactersOutsideWindows1252, toLatin1252, toWindows1252 } from './windows-1252.js';

describe('text for SYSPRO', () => {
  it.each([
    ['Café Ünïted € “quoted” – Ÿ', 'Café Ünïted € “quoted” – Ÿ'],
    ['Łódź Gdańsk', 'Lódz Gdansk'],
    ['Škoda, Dvořák', 'Škoda, Dvorák'],
    ['e\u0301', 'é'],
    ['ﬁle', 'file'],
    ['two\r\nlines\tand a tab', 'two  lines and a tab'],
  ])('%s is written %s', (given, expected) => {
    expect(toWindows1252(given)).toBe(expected);
    expect(charactersOutsideWindows1252(expected)).toEqual([]);
  });

  it('names what has no letter there and keeps it, so that the field is refused', () => {
    expect(charactersOutsideWindows1252(toWindows1252('王 Иван 王'))).toEqual(['王', 'И', 'в', 'а', 'н']);
  });

  it.each([
    ['Łódź, ul. Żółwia 1', 'Lódz, ul. Zólwia 1'],
    ['王小明', 'WangXiaoMing'],
    ['Москва, улица Мира', 'Moskva, ulitsa Mira'],
    ['Ελλάδα', 'Ellada'],
    ['Müller ☕️🇬🇧👩‍🚀', 'Müller '],
    ['Grüße an René', 'Grüße an René'],
  ])('on a label %s is read %s', (given, expected) => {
    expect(toLatin1252(given)).toBe(expected);
    expect(charactersOutsideWindows1252(expected)).toEqual([]);
  });

  it('on a label everything printable can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        const outside = charactersOutsideWindows1252(toLatin1252(given));
        expect(outside.filter((character) => !/[\p{C}\p{M}]/u.test(character))).toEqual([]);
      }),
    );
  });

  it('has no control characters, which XML could not carry', () => {
    expect(charactersOutsideWindows1252('a\u0000b\u0085')).toEqual(['\u0000', '\u0085']);
  });

  it('is cut between characters', () => {
    expect(cut('ab😀cd', 3)).toBe('ab😀');
    expect(lengthOf('ab😀')).toBe(3);
  });

  it('two long texts stay different when shortened, and a short one stays itself', () => {
    const long = 'A-STOCK-CODE-OF-MORE-THAN-THIRTY-';
    expect(shorten(`${long}1`, 30)).not.toBe(shorten(`${long}2`, 30));
    expect(shorten(`${long}1`, 30)).toHaveLength(30);
    expect(shorten('85123A', 30)).toBe('85123A');
  });
});

describe('an address', () => {
  it('keeps its lines when they fit and drops blank ones', () => {
    expect(addressLines(['12 High Street', ' ', '', 'Leeds', 'United Kingdom'], 5, 40)).toEqual([
      '12 High Street',
      'Leeds',
      'United Kingdom',
    ]);
  });

  it('breaks a long line between words and joins short neighbours to make room', () => {
    expect(
      addressLines(['The Old Paper Mill Unit Twenty-Seven North Side', 'Mill Lane', 'b', 'Bath', 'Avon', 'UK'], 5, 40),
    ).toEqual(['The Old Paper Mill Unit Twenty-Seven', 'North Side, Mill Lane, b', 'Bath', 'Avon', 'UK']);
  });

  it('loses no word, and no line is too long, whenever it is not refused', () => {
    const part = fc.stringMatching(/^[a-z ]{0,60}$/);
    const words = (lines: readonly string[]): string => lines.join(' ').replace(/[\s,]+/g, '');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let lines: string[];
        try {
          lines = addressLines(parts, 5, 40);
        } catch {
          return;
        }
        expect(lines.length).toBeLessThanOrEqual(5);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
        expect(words(lines)).toBe(words(parts));
      }),
    );
  });

  it('is refused when it does not fit on five lines', () => {
    expect(() => addressLines(Array<string>(6).fill('x'.repeat(30)), 5, 40)).toThrow('ADDRESS_TOO_LONG');
  });
});
