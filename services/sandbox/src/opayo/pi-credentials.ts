import { timingSafeEqual } from 'node:crypto';

/** A refusal as Pi words it: `{code, description}`; the code is a number here, as in recorded replies. */
export interface PiError {
  readonly code: number;
  readonly description: string;
}

/** Undefined when the Basic credentials are right; 1001 when there are none, 1002 when they are others (opayo.md 1.5). */
export function credentialError(header: string | undefined, key: string, password: string): PiError | undefined {
  if (!header || !/^Basic\s/i.test(header)) return { code: 1001, description: 'Missing Authentication parameters' };
  const given = Buffer.from(header.slice(6).trim(), 'base64');
  const expected = Buffer.from(`${key}:${password}`);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  return right ? undefined : { code: 1002, description: 'Authentication failed' };
}
