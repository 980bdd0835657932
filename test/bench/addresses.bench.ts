import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { fitLines, formatComponents, properCase, takePostcode, type AddressComponents } from '#libs/address';
import type { Bench, Report } from './bench.js';

const DATA = join(import.meta.dirname, 'data');
const LINES = 5;
const LENGTH = 40;

/** How people enter a postcode that belongs in a field of its own: [entered in the field, parts of the address]. */
type Messy = (
  parts: readonly string[],
  postcode: string,
) => { readonly entered: string; readonly parts: readonly string[] };

const MESSY: Readonly<Record<string, Messy>> = {
  'in its field, small letters': (parts, postcode) => ({ entered: postcode.toLowerCase(), parts }),
  'in its field, without a blank': (parts, postcode) => ({ entered: postcode.replaceAll(' ', ''), parts }),
  'in its field, two blanks and a tail': (parts, postcode) => ({ entered: ` ${postcode.replace(' ', '  ')} `, parts }),
  'at the end of the last line': (parts, postcode) => ({
    entered: '',
    parts: [...parts.slice(0, -1), `${parts.at(-1) ?? ''} ${postcode}`],
  }),
  'at the end, without a blank, small letters': (parts, postcode) => ({
    entered: '',
    parts: [...parts.slice(0, -1), `${parts.at(-1) ?? ''} ${postcode.replaceAll(' ', '').toLowerCase()}`],
  }),
  'in a line of its own in the middle': (parts, postcode) => ({
    entered: '',
    parts: [...parts.slice(0, 1), postcode.replaceAll(' ', ''), ...parts.slice(1)],
  }),
  'in its field and in the text': (parts, postcode) => ({
    entered: postcode,
    parts: [...parts, postcode.toLowerCase()],
  }),
};

/** A British address and its own postcode. */
interface British {
  readonly parts: readonly string[];
  readonly postcode: string;
}

function britishAddresses(): British[] {
  const directory = join(DATA, 'uk-open-addresses');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.tsv'))
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n').slice(1))
    .flatMap((line) => {
      const [, , text, postcode] = line.split('\t');
      return text && postcode ? [{ parts: text.split(',').map((part) => part.trim()), postcode: postcode.trim() }] : [];
    });
}

/**
 * What may not be lost: every character but blanks, commas and full stops, whatever its case. Copies of the postcode do not count: it has a
 * field of its own, and one copy there stands for all.
 */
function charactersOf(parts: readonly string[], postcode: string): string {
  const text = parts
    .join(' ')
    .replaceAll(/[\s,.]/g, '')
    .toUpperCase();
  return [...text.replaceAll(postcode.replaceAll(/[\s,.]/g, ''), '')].sort().join('');
}

interface Tally {
  tried: number;
  recovered: number;
  kept: number;
  short: number;
  tooLong: number;
}

function tryOne(address: British, messy: Messy, tally: Tally): void {
  const { entered, parts } = messy(address.parts, address.postcode);
  const taken = takePostcode(parts, entered, 'GB');
  tally.tried += 1;
  if (taken.postcode === address.postcode) tally.recovered += 1;
  const lines = fitLines(taken.parts.map(properCase), LINES, LENGTH);
  if (!lines) {
    tally.tooLong += 1;
    return;
  }
  const before = charactersOf([...parts, entered], taken.postcode);
  if (charactersOf(lines, taken.postcode) === before) tally.kept += 1;
  if (lines.length <= LINES && lines.every((line) => [...line].length <= LENGTH)) tally.short += 1;
}

function measureBritish(report: Report): void {
  const addresses = britishAddresses();
  const sample = report.quick ? addresses.filter((_, index) => index % 50 === 0) : addresses;
  report.note(`${sample.length} British addresses; characters are counted without blanks, commas and full stops`);
  for (const [form, messy] of Object.entries(MESSY)) {
    const tally: Tally = { tried: 0, recovered: 0, kept: 0, short: 0, tooLong: 0 };
    for (const address of sample) tryOne(address, messy, tally);
    const placed = tally.tried - tally.tooLong;
    report.share(`postcode recovered and spaced, ${form}`, tally.recovered, tally.tried, { atLeast: 0.99 });
    report.share(`no character lost, ${form}`, tally.kept, placed, { atLeast: 1 });
    report.share(`every line at most ${LENGTH}, ${form}`, tally.short, placed, { atLeast: 1 });
    report.figure(`too long for ${LINES} lines and refused, ${form}`, tally.tooLong, 'addresses');
  }
}

interface Case {
  readonly components: AddressComponents;
  readonly expected: string;
  readonly country: string;
}

function openCageCases(): Case[] {
  const directory = join(DATA, 'opencage-address-formatting/testcases');
  return ['abbreviations', 'countries', 'other'].flatMap((folder) =>
    readdirSync(join(directory, folder)).flatMap((file) =>
      // Untyped on purpose: a house number 007 and the postcode 01234 are texts.
      parseAllDocuments(readFileSync(join(directory, folder, file), 'utf8'), { schema: 'failsafe' }).flatMap(
        (document) => {
          const found = document.toJS() as { components?: AddressComponents; expected?: string } | null;
          if (!found?.components || found.expected === undefined) return [];
          const country = (found.components['country_code'] ?? file.replace('.yaml', '')).toUpperCase();
          return [{ components: found.components, expected: found.expected, country: `${folder} ${country}` }];
        },
      ),
    ),
  );
}

function measureFormats(report: Report): void {
  const cases = openCageCases();
  const asExpected = ({ components, expected, country }: Case): boolean => {
    const lines = formatComponents(components, { abbreviate: country.startsWith('abbreviations') });
    return lines.join('\n') === expected.trim();
  };
  const british = cases.filter(({ country }) => country === 'countries GB');
  report.share('formatted as OpenCage expects, all countries', cases.filter(asExpected).length, cases.length);
  report.share('formatted as OpenCage expects, GB', british.filter(asExpected).length, british.length, { atLeast: 1 });
  const others = [...new Set(cases.filter((each) => !asExpected(each)).map(({ country }) => country))];
  report.note(`otherwise: ${others.join(', ')}`);
}

const bench: Bench = {
  name: 'addresses',
  summary: 'real British addresses in messy forms, and addresses of the world laid out by country',
  run: async (report) => {
    measureBritish(report);
    measureFormats(report);
  },
};

export default bench;
