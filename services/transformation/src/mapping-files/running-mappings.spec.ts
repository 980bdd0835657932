import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MappingDoesNotCompile } from '#libs/mapping';
import { MAPPING_KINDS } from './mapping-kinds.js';
import { RunningMappings } from './running-mappings.js';

const OURS = join(import.meta.dirname, '../../mappings');

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mappings-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function copyTo(folder: string): string {
  cpSync(OURS, folder, { recursive: true });
  return folder;
}

function edit(folder: string, from: string | RegExp, to: string, file = 'receipt.yaml'): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
}

/** Looks until the files are settled. */
function settled(running: RunningMappings) {
  const first = running.look();
  expect(first.came).toBe('unsettled');
  return running.look();
}

describe('the mappings that run', () => {
  it('do not start when they do not compile, and every file’s problems are told', () => {
    copyTo(directory);
    edit(directory, 'invoice.currency', 'invoice.currancy');
    edit(directory, 'row.bank', 'row.bnak', 'site.yaml');

    expect(() => new RunningMappings(directory)).toThrow(MappingDoesNotCompile);
    expect(() => new RunningMappings(directory)).toThrow(
      /site\.yaml:\d+:\d+ fields\.bank\.value: .*did you mean row\.bank\?[\s\S]*receipt\.yaml:\d+:\d+ .*did you mean invoice\.currency\?/,
    );
  });

  it('are replaced by a change that compiles, once two looks in a row have seen it alike', () => {
    const running = new RunningMappings(copyTo(directory));
    const before = running.current;
    expect(running.look()).toEqual({ came: 'unchanged' });

    edit(directory, /version: .*/, 'version: 9.9.9');

    expect(running.look()).toEqual({ came: 'unsettled' });
    expect(running.current).toBe(before);
    expect(running.look()).toEqual({ came: 'replaced', unraised: [] });
    expect(running.current.receipt.version).toBe('9.9.9');
    expect(running.look()).toEqual({ came: 'unchanged' });
  });

  it('are not replaced by one that does not compile: what ran runs on, and the reason is told until it is mended', () => {
    const running = new RunningMappings(copyTo(directory));
    const before = running.current;
    const good = readFileSync(join(directory, 'receipt.yaml'), 'utf8');

    edit(directory, 'invoice.currency', 'invoice.currancy');

    expect(settled(running)).toMatchObject({
      came: 'refused',
      refused: {
        problems: expect.arrayContaining([
          expect.objectContaining({ file: 'receipt.yaml', didYouMean: 'invoice.currency' }),
        ]),
      },
    });
    expect(running.current).toBe(before);
    expect(running.refused?.reason).toContain('receipt.yaml');
    expect(running.look()).toEqual({ came: 'unchanged' });

    writeFileSync(join(directory, 'receipt.yaml'), good);

    expect(settled(running)).toEqual({ came: 'replaced', unraised: [] });
    expect(running.refused).toBeUndefined();
  });

  it.each([
    ['a mapping file that is gone', () => rmSync(join(directory, 'receipt.yaml')), /the file receipt\.yaml/],
    ['a lookup file that is gone', () => rmSync(join(directory, 'lookups/companies.csv')), /companies\.csv/],
    ['a directory that is gone', () => renameSync(join(directory), `${directory}-away`), /no such file or directory/],
    [
      'a key that comes twice in a lookup',
      () => edit(directory, /$/, 'GB,Twice,GB\n', 'lookups/countries.csv'),
      /each key once/,
    ],
  ])('are not replaced by %s', (_what, breakIt, reason) => {
    const running = new RunningMappings(copyTo(directory));
    const before = running.current;

    breakIt();
    const look = settled(running);
    if (_what === 'a directory that is gone') renameSync(`${directory}-away`, directory);

    expect(look).toMatchObject({ came: 'refused', refused: { reason: expect.stringMatching(reason) } });
    expect(running.current).toBe(before);
  });

  it('flag content that changed under the same version, and tell the two apart by their hash', () => {
    const running = new RunningMappings(copyTo(directory));
    const before = running.current.receipt.contentHash;

    edit(directory, 'mend the company table', 'mend the table');

    expect(settled(running)).toEqual({
      came: 'replaced',
      unraised: [{ name: 'receipt', version: running.current.receipt.version }],
    });
    expect(running.current.receipt.contentHash).not.toBe(before);
  });

  it('take a row added to a lookup as a change of the mappings that use it', () => {
    const running = new RunningMappings(copyTo(directory));
    const before = running.current;

    edit(directory, /$/, 'QQ,Nowhere,X\n', 'lookups/countries.csv');
    settled(running);

    expect(running.current.site.contentHash).not.toBe(before.site.contentHash);
    expect(running.current.receipt.contentHash).toBe(before.receipt.contentHash);
  });

  it('follow a ConfigMap, whose link is pointed at another folder', () => {
    const older = copyTo(join(directory, '..2027_01'));
    symlinkSync('..2027_01', join(directory, '..data'));
    for (const name of [...Object.keys(MAPPING_KINDS), 'lookups']) {
      symlinkSync(join('..data', name), join(directory, name));
    }
    const running = new RunningMappings(directory);
    const newer = copyTo(join(directory, '..2027_02'));
    edit(newer, /version: .*/, 'version: 2.0.0');

    symlinkSync('..2027_02', join(directory, '..data-new'));
    renameSync(join(directory, '..data-new'), join(directory, '..data'));
    rmSync(older, { recursive: true });

    expect(settled(running).came).toBe('replaced');
    expect(running.current.receipt.version).toBe('2.0.0');
  });

  it('follow the file `active` from one release to another, and stay when it names none', () => {
    copyTo(join(directory, '2027-01'));
    edit(copyTo(join(directory, '2027-02')), /version: .*/, 'version: 2.0.0');
    writeFileSync(join(directory, 'active'), '2027-01\n');
    const running = new RunningMappings(directory);
    expect(running.releaseName).toBe('2027-01');

    writeFileSync(join(directory, 'active'), '2027-02\n');
    expect(settled(running).came).toBe('replaced');
    expect([running.releaseName, running.current.receipt.version]).toEqual(['2027-02', '2.0.0']);

    for (const none of ['2027-03', '../elsewhere', '']) {
      writeFileSync(join(directory, 'active'), none);
      running.look();
      running.look();
      expect(running.refused?.reason).toMatch(/there is no such folder/);
      expect(running.releaseName).toBe('2027-02');
    }
  });

  it('are not disturbed by files that are none of theirs', () => {
    const running = new RunningMappings(copyTo(directory));

    mkdirSync(join(directory, 'notes'));
    writeFileSync(join(directory, 'notes', 'README.md'), 'hello');

    expect(settled(running)).toEqual({ came: 'unchanged' });
  });
});
