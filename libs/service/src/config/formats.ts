import { z } from 'zod';

/** A whole number written in decimal digits, between both bounds. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const expected = `a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^-?\d+$/, expected)
    .transform(Number)
    .refine((value) => Number.isSafeInteger(value) && value >= minimum && value <= maximum, expected);
}

/** A TCP port; 0 takes any that is free. */
export const port = () => wholeNumber(0, 65_535);

/** `true` or `false`. */
export const flag = () => z.enum(['true', 'false'], 'true or false').transform((text) => text === 'true');

/** Text of at least one character. */
export const text = () => z.string().min(1, 'a text');

/** One of the words, spelt exactly so. */
export const oneOf = <const W extends readonly [string, ...string[]]>(...words: W) =>
  z.enum(words, `one of ${words.join(', ')}`);

/** An address of one of the schemes, e.g. `address('http', 'https')`. */
export function address(...schemes: string[]) {
  const expected = `an address starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), expected);
}

/** Comma-separated `host:port` pairs as an array. */
export function hostList() {
  const expected = 'host:port, several separated by commas';
  return z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .refine((hosts) => hosts.every((host) => /^[^\s:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(host)), expected);
}

/** Base64 of exactly so many bytes; stays text. */
export const base64Bytes = (bytes: number) =>
  z
    .string()
    .refine(
      (value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value) && Buffer.from(value, 'base64').length === bytes,
      `base64 of ${bytes} bytes`,
    );
