import { describe, expect, it } from '@jest/globals';
import { SetupProblem } from './problem.js';
import { parseStartOptions } from './start-options.js';

describe('the words after npm start --', () => {
  it('are none by default', () => {
    expect(parseStartOptions([], '/')).toEqual({
      help: false,
      json: false,
      fresh: false,
      stack: undefined,
      forwarded: [],
    });
  });

  it('are passed on, a file as seen from where they were typed', () => {
    const { forwarded, stack } = parseStartOptions(
      ['--once', '--json', '--fresh', '--orders', 'package.json', '--stack', 'local'],
      process.cwd(),
    );
    expect(forwarded).toEqual([
      '--once',
      '--json',
      '--fresh',
      '--orders',
      `${process.cwd()}/package.json`,
      '--stack',
      'local',
    ]);
    expect(stack).toBe('local');
  });

  it('choose when payments are posted', () => {
    const words = ['--receipts', 'onCapture', '--profile', 'harmony'];
    expect(parseStartOptions(words, '/').forwarded).toEqual(words);
  });

  it.each([
    [['--onse']],
    [['--orders', 'no-such-file.csv']],
    [['--stack', 'cloud']],
    [['--receipts', 'later']],
    [['--profile', 'soap']],
    [['--profile', 'soap']],
    [['extra']],
  ])('are refused with a next step when they mean nothing: %j', (words) => {
    expect(() => parseStartOptions(words, '/')).toThrow(SetupProblem);
  });
});
