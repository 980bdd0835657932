import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { check } from './checked.js';
import { knownFields } from './known-fields.js';

const schema = knownFields({
  billingAddress: knownFields({ city: z.string() }).optional(),
  lines: z.array(z.int('a whole number')).optional(),
});
const problemsOf = (body: unknown) => {
  const checking = check(schema, body);
  return checking.ok ? [] : checking.problems.map(({ field, message }) => `${field}: ${message}`);
};

describe('problems of a body', () => {
  it.each([
    [{ billingAdress: {} }, "billingAdress: is no field that is known here; did you mean 'billingAddress'?"],
    [{ BILLINGADDRESS: {} }, "BILLINGADDRESS: is no field that is known here; did you mean 'billingAddress'?"],
    [{ line: [] }, "line: is no field that is known here; did you mean 'lines'?"],
    [{ colour: 1 }, 'colour: is no field that is known here'],
    [{ constructor: 1 }, 'constructor: is no field that is known here'],
    [{ toString: 1 }, 'toString: is no field that is known here'],
  ])('%j: an unknown field is named with the one that was meant', (body, problem) => {
    expect(problemsOf(body)).toEqual([problem]);
  });

  it('tells where in the body', () => {
    expect(problemsOf({ billingAddress: { city: 'Bath', citty: 1 } })).toEqual([
      "billingAddress.citty: is no field that is known here; did you mean 'city'?",
    ]);
  });

  it('are told up to fifty, with the number of the others', () => {
    const problems = problemsOf({ lines: Array.from({ length: 10_000 }, () => 'x') });
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe(': and 9950 problems more');
  });

  it('shorten a name as long as a body', () => {
    expect(problemsOf({ ['x'.repeat(100_000)]: 1 })[0]?.length).toBeLessThan(120);
  });
});
