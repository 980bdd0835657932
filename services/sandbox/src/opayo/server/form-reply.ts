/** Lines of an answer to a form post, in the order they are written; null leaves a line out. */
export type FormReply = Readonly<Record<string, string | null>>;

/** Media type of every answer. */
export const FORM_REPLY_TYPE = 'text/plain; charset=ISO-8859-1';

/** `Name=Value` lines, CRLF after each, ISO-8859-1 (opayo.md 4.3). Line ends within a value would begin another line: they become blanks. */
export function writeFormReply(reply: FormReply): Buffer {
  const lines = Object.entries(reply)
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(([name, value]) => `${name}=${value.replace(/[\r\n]+/g, ' ')}\r\n`);
  return Buffer.from(lines.join(''), 'latin1');
}
