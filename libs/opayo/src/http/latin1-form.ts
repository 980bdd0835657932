const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Fields as `application/x-www-form-urlencoded` bytes of ISO-8859-1, which is what Opayo's form APIs read, in the order given. Throws `RangeError`, with
 * the field's name and never its value, for a character beyond ISO-8859-1: Opayo would store another text without saying so.
 */
export function latin1Form(fields: readonly (readonly [name: string, value: string])[]): {
  contentType: string;
  bytes: Buffer;
} {
  const pairs = fields.map(([name, value]) => {
    if (!isLatin1(value)) throw new RangeError(`${name} holds a character beyond ISO-8859-1`);
    return `${encode(name)}=${encode(value)}`;
  });
  return { contentType: FORM_TYPE, bytes: Buffer.from(pairs.join('&'), 'latin1') };
}

/** Whether ISO-8859-1 has every character of `text`; control characters other than tab and line ends are nobody's text and count as not. */
export function isLatin1(text: string): boolean {
  return /^[\t\r\n\u0020-\u007e\u00a0-\u00ff]*$/.test(text);
}

/** As `URLSearchParams` does, which knows UTF-8 only. */
function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9*._-]/g, (character) => {
    if (character === ' ') return '+';
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
