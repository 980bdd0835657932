import { londonTime } from './reporting-time.js';

/** An element of an answer: a name with text or elements. Absent ones are left out, empty ones written empty. */
export type ReplyElement = readonly [name: string, content: string | readonly ReplyElement[]];

/** A document as the Reporting API answers it: errorcode, error if there is one, timestamp, the rest (opayo.md 3.2). ISO-8859-1 bytes. */
export function replyDocument(
  { errorCode = '0000', error, at }: { errorCode?: string; error?: string; at: Date },
  elements: readonly ReplyElement[] = [],
): Buffer {
  const all: ReplyElement[] = [
    ['errorcode', errorCode],
    ...(error === undefined ? [] : [['error', error] as const]),
    ['timestamp', londonTime(at)],
    ...elements,
  ];
  const text = `<?xml version="1.0" encoding="ISO-8859-1"?><vspaccess>${all.map(write).join('')}</vspaccess>`;
  return Buffer.from(text, 'latin1');
}

function write([name, content]: ReplyElement): string {
  return `<${name}>${typeof content === 'string' ? escape(content) : content.map(write).join('')}</${name}>`;
}

/** What ISO-8859-1 lacks goes as a character reference; what XML 1.0 cannot carry at all is left out. */
function escape(text: string): string {
  return [...text]
    .map((character) => {
      if (character === '&') return '&amp;';
      if (character === '<') return '&lt;';
      if (character === '>') return '&gt;';
      const code = character.codePointAt(0) ?? 0;
      if (code > 0xff) return `&#${code};`;
      return code < 0x20 && !'\t\n\r'.includes(character) ? '' : character;
    })
    .join('');
}
