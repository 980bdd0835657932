import { describe, expect, it } from '@jest/globals';
import { unwrapReply } from './reply-body.js';

const XML = '<?xml version="1.0" encoding="Windows-1252"?>\n<a b=\'1\'>&amp;</a>';

describe('the body of a reply', () => {
  it.each([
    ['raw, with the tail every recording has', `${XML}\n `],
    ['quoted as JSON', JSON.stringify(`${XML}\n `)],
    ['in a string element', `<string xmlns="http://x">${XML.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</string>`],
  ])('%s', (_, body) => {
    expect(unwrapReply(Buffer.from(body))).toBe(XML);
  });

  it('an id loses its blanks, and a text that only looks quoted stays as it is', () => {
    expect(unwrapReply(Buffer.from('0F1E2D3C4B5A69788796A5B4C3D2E1F000  '))).toBe('0F1E2D3C4B5A69788796A5B4C3D2E1F000');
    expect(unwrapReply(Buffer.from('"a" and "b"'))).toBe('"a" and "b"');
  });
});
