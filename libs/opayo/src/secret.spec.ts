import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from './index.js';

describe('a secret', () => {
  const secret = new Secret('JEUPDN1N7E');

  it('is printed by nothing', () => {
    const printed = [
      String(secret),
      `${secret.toString()}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
    ];
    for (const text of printed) expect(text).not.toContain('JEUPDN1N7E');
    expect(secret.reveal()).toBe('JEUPDN1N7E');
  });

  it('is compared without being shown', () => {
    expect(secret.equals(new Secret('JEUPDN1N7E'))).toBe(true);
    expect(secret.equals(new Secret('JEUPDN1N7X'))).toBe(false);
    expect(secret.equals(new Secret(''))).toBe(false);
  });
});
