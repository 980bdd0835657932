import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countryCodeOf,
  countryName,
  formatComponents,
  placeLines,
  properCase,
  standardPostcode,
  takePostcode,
} from './index.js';

const charactersOf = (text: string): string => [...text.replaceAll(/[\s,.]/g, '').toUpperCase()].sort().join('');

describe('a postcode', () => {
  it.each([
    ['sw1a1aa', 'GB', 'SW1A 1AA'],
    [' Sw1a  1AA ', 'GB', 'SW1A 1AA'],
    ['M11AE', 'GB', 'M1 1AE'],
    ['je2 3qa', 'JE', 'JE2 3QA'],
    ['SWIA 1AA', 'GB', 'SWIA 1AA'], // a letter for a digit stays: exchanging it is a guess
    ['75001', 'FR', '75001'],
    ['1234 ab', 'NL', '1234 AB'],
    ['', 'IE', ''],
  ])('%j in %s is spelt %j', (entered, country, standard) => {
    expect(standardPostcode(entered, country)).toBe(standard);
  });

  it.each([
    [['12 High Street', 'London sw1a1aa'], '', 'SW1A 1AA', ['12 High Street', 'London']],
    [['12 High Street', 'SW1A 1AA', 'London'], '', 'SW1A 1AA', ['12 High Street', 'London']],
    [['12 High Street, SW1A.1AA, London'], '', 'SW1A 1AA', ['12 High Street, London']],
    [['12 High Street', 'London SW1A 1AA'], 'sw1a 1aa', 'SW1A 1AA', ['12 High Street', 'London']],
    [['12 High Street', 'London'], 'London SW1A 1AA', 'SW1A 1AA', ['12 High Street', 'London', 'London']],
    [['Unit B1 2CD Works', 'Leeds LS1 4AP'], '', 'LS1 4AP', ['Unit B1 2CD Works', 'Leeds']],
    [['12 High Street', 'London'], 'ask the porter', 'ASK THE PORTER', ['12 High Street', 'London']],
  ])('is taken out of %j with %j entered', (parts, entered, postcode, rest) => {
    expect(takePostcode(parts, entered, 'GB')).toMatchObject({ postcode, parts: rest });
  });

  it('of another address in the same text stays where it is when one was entered', () => {
    const taken = takePostcode(['c/o Smith, formerly LS1 4AP', 'London'], 'SW1A 1AA', 'GB');
    expect(taken).toEqual({
      postcode: 'SW1A 1AA',
      parts: ['c/o Smith, formerly LS1 4AP', 'London'],
      foundAs: null,
    });
  });

  it('is not looked for where postcodes have another form', () => {
    expect(takePostcode(['Box E1 6AN', 'Paris'], '75001', 'FR').parts).toEqual(['Box E1 6AN', 'Paris']);
  });

  it('takes no other character away, whatever the parts are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (parts) => {
        const taken = takePostcode(parts, '', 'GB');
        const found = taken.foundAs === null ? '' : taken.postcode;
        expect(charactersOf([...taken.parts, found].join(''))).toBe(charactersOf(parts.join('')));
      }),
    );
  });
});

describe('careless case', () => {
  it.each([
    ['24 TALBOT CLOSE, TALBOT GREEN', '24 Talbot Close, Talbot Green'],
    ['WALTON-ON-THE-HILL', 'Walton-on-the-Hill'],
    ["12a o'brien's lane", "12A O'Brien's Lane"],
    ["ST JOHN'S", "St John's"],
    ['THE OLD MILL', 'The Old Mill'],
    ['MCDONALD HOUSE, 1ST FLOOR', 'McDonald House, 1st Floor'],
    ['PO BOX 12, NHS TRUST', 'PO Box 12, NHS Trust'],
    ['ŁÓDŹ', 'Łódź'],
  ])('%j becomes %j', (line, proper) => {
    expect(properCase(line)).toBe(proper);
  });

  it.each(['12 Acacia Ave', 'eBay House', 'LS', '北京', 'macDonald Rd'])('%j is its writer’s choice', (line) => {
    expect(properCase(line)).toBe(line);
  });

  it('changes nothing but case, and nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABCDEabcde 0189-.,’O') }), (line) => {
        expect(properCase(line).toLowerCase()).toBe(line.toLowerCase());
        expect(properCase(properCase(line))).toBe(properCase(line));
      }),
    );
  });
});

describe('a country', () => {
  it.each([
    ['uk', 'GB'],
    ['Germany', 'DE'],
    ['deu', 'DE'],
    ['gb', 'GB'],
    ['Atlantis', undefined],
    ['', undefined],
  ])('written %j is %s', (written, code) => {
    expect(countryCodeOf(written)).toBe(code);
  });

  it('has one English name, and a code nobody has none', () => {
    expect([countryName('GB'), countryName('IE'), countryName('XX'), countryName('gb')]).toEqual([
      'United Kingdom',
      'Ireland',
      undefined,
      undefined,
    ]);
  });
});

describe('the lines below the street', () => {
  it.each([
    [{ city: 'Portland', region: 'OR', postcode: '97201', countryCode: 'US' }, ['Portland, OR 97201']],
    [{ city: 'Paris', region: '', postcode: '75001', countryCode: 'FR' }, ['75001 Paris']],
    [{ city: 'Guildford', region: 'Surrey', postcode: '', countryCode: 'GB' }, ['Guildford', 'Surrey']],
    [{ city: 'London', region: 'London', postcode: '', countryCode: 'GB' }, ['London']],
    [{ city: 'Milano', region: 'Lombardia', postcode: '', countryCode: 'IT' }, ['Milano']],
  ])('%j', (place, lines) => {
    const found = placeLines(place);
    expect(found).toEqual(expect.arrayContaining(lines));
    for (const part of [place.city, place.region, place.postcode]) expect(found.join('\n')).toContain(part);
  });

  it('the whole address of a country is laid out by its own custom', () => {
    const components = {
      ...{ house_number: '17', road: 'Rue du Médecin-Colonel Calbairac', postcode: '31000' },
      ...{ city: 'Toulouse', country: 'France', country_code: 'FR' },
    };
    expect(formatComponents(components)).toEqual(['17 Rue du Médecin-Colonel Calbairac', '31000 Toulouse', 'France']);
  });
});
