import { describe, expect, it } from '@jest/globals';
import { Checklist, renderStep } from './checklist.js';

class Output {
  text = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 100,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

describe('a line of the checklist', () => {
  it.each([
    [
      { title: 'build', state: 'running', startedAtMs: 1_000 } as const,
      '  … build                                2.5 s',
    ],
    [
      { title: 'build', state: 'failed', startedAtMs: 1_000, endedAtMs: 1_100 } as const,
      '  ✗ build                                0.1 s',
    ],
    [
      { title: 'broker', state: 'done', startedAtMs: 0, endedAtMs: 3_000, note: '127.0.0.1:19092' } as const,
      '  ✓ broker                               3.0 s   127.0.0.1:19092',
    ],
  ])('shows mark, title, time and note: %#', (step, line) => {
    expect(renderStep(step, 3_500)).toBe(line);
  });
});

describe('without a terminal', () => {
  it('each step is a plain line as it begins and as it ends', async () => {
    const output = new Output(false);
    const result = await new Checklist(output).step(
      'build',
      () => Promise.resolve(7),
      (count) => `${count} files`,
    );
    expect(result).toBe(7);
    expect(output.text).toMatch(/^ {2}… build\n {2}✓ build +\d+\.\d s {3}7 files\n$/);
  });

  it('a step that fails says so and passes the error on', async () => {
    const output = new Output(false);
    const step = new Checklist(output).step('build', () => Promise.reject(new Error('no compiler')));
    await expect(step).rejects.toThrow('no compiler');
    expect(output.text).toContain('✗ build');
  });
});

describe('on a terminal', () => {
  it('lines are drawn over in their place, and never wrap', () => {
    const output = new Output(true, 40);
    const checklist = new Checklist(output);
    const endOne = checklist.begin('one');
    const endTwo = checklist.begin('two');
    output.text = '';
    endOne('done', 'a note that is far too long for the line');
    const [up, first = '', second = ''] = output.text.split('\x1b[2K');
    expect(up).toBe('\x1b[2A');
    expect(first).toContain('✓ one');
    expect(first.trimEnd().length).toBeLessThan(40);
    expect(second).toContain('… two');
    endTwo('done');
  });
});
