import { describe, expect, it } from '@jest/globals';
import { shapeProblem } from './json-shape.js';

describe('what parsing JSON would not tell', () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', undefined],
    ['{"a":"{\\"a\\":1,","b":"\\\\"}', undefined],
    ['[]', undefined],
    ['"text"', undefined],
    ['{"version":1,"version":2}', 'version'],
    ['{"version":1,"\\u0076ersion":2}', 'version'],
    ['{"placed":{"lines":[{"netMinor":1},{"netMinor":1,"taxMinor":2,"netMinor":100}]}}', 'placed.lines.1.netMinor'],
    ['{"a":[[1,2],[3,{"b":1,"b":2}]]}', 'a.1.1.b'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('%s → %s', (json, field) => {
    expect(shapeProblem(json)?.field).toBe(field);
  });

  it('depth beyond 16 levels is found without recursion, however deep it is', () => {
    expect(shapeProblem('['.repeat(16) + ']'.repeat(16))).toBeUndefined();
    expect(shapeProblem('['.repeat(17) + ']'.repeat(17))?.message).toContain('deeper than 16');
    expect(shapeProblem('['.repeat(500_000) + ']'.repeat(500_000))?.message).toContain('deeper than 16');
  });

  it('a name that holds a card number is not repeated', () => {
    expect(JSON.stringify(shapeProblem('{"4929000000006":1,"4929000000006":2}'))).not.toContain('4929');
  });
});
