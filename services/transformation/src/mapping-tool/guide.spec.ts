import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runTool, standardMappings } from './tool.js';

// mappings/README.md, followed to the letter: its files are written, its changes made, its commands run, and their output compared.

interface Block {
  readonly kind: string;
  /** File it is about. */
  readonly file: string;
  readonly lines: readonly string[];
}

const guide = readFileSync(join(standardMappings(), 'README.md'), 'utf8');
const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
  ([, kind = '', file = '', text = '']) => ({
    ...{ kind, file },
    lines: text.split('\n').slice(0, -1),
  }),
);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
  cpSync(standardMappings(), folder, { recursive: true });
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=guide', '-c', 'user.email=guide@example.com', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--no-gpg-sign', '-m', 'as it was');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to changing a mapping', () => {
  it('shows a lookup, a target field, a condition, and what test and diff say', () => {
    expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(['console', 'csv', 'diff']));
    for (const word of ['check', 'test', 'diff', 'explain']) expect(guide).toContain(`npm run mapping -- ${word}`);
  });

  // One after the other, as a reader does.
  it.each(blocks.map((block, index) => [index + 1, block.kind, block.file || block.lines[0], block] as const))(
    'step %d: %s %s',
    (_number, kind, _title, block) => {
      if (kind === 'csv') writeFileSync(join(folder, block.file), `${block.lines.join('\n')}\n`);
      else if (kind === 'diff') change(block);
      else compare(block);
    },
  );
});

/** Makes the change: what is taken away or stays must be there, once. */
function change({ file, lines }: Block): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const before = lines
    .filter((line) => !line.startsWith('+'))
    .map((line) => line.slice(1))
    .join('\n');
  const after = lines
    .filter((line) => !line.startsWith('-'))
    .map((line) => line.slice(1))
    .join('\n');
  expect({ file, before, times: text.split(`${before}\n`).length - 1 }).toEqual({ file, before, times: 1 });
  writeFileSync(
    path,
    text.replace(`${before}\n`, () => `${after}\n`),
  );
}

/** Runs the command; `…` stands for what the guide leaves out, alone on a line for any number of lines. */
function compare({ lines: [command = '', ...expected] }: Block): void {
  const words = command.replace(/^\$ npm run mapping -- /, '').split(' ');
  const output: string[] = [];
  const tell = (line: string): void => void output.push(...line.split('\n'));
  runTool(
    [...words.map((word) => (word === 'services/transformation/mappings' ? folder : word)), '--mappings', folder],
    { out: tell, err: tell },
  );
  const pattern = expected
    .map((line) => (line === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escaped).join('.*')}\\n`))
    .join('');
  expect(`${output.join('\n').trim()}\n`).toMatch(new RegExp(`^${pattern}$`));
}

function escaped(text: string): string {
  // How wide a column is depends on the amounts.
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/(?<=\S) +/g, ' +');
}
