import { z } from 'zod';

/**
 * An object with exactly these fields. What `fieldProblems` makes of another field's error is a suggestion, for which the error carries the
 * names of the fields there are.
 */
export function knownFields<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}
