import { describe, expect, it } from '@jest/globals';
import { readXml, XmlUnreadable } from './read-xml.js';
import { writeXml } from './write-xml.js';

describe('reading', () => {
  it('finds elements by local name in any letter case, and trims what SYSPRO pads', () => {
    const root = readXml(
      `<?xml version="1.0" encoding="Windows-1252"?>\n<postarpayment Language='05'>\n<item><Key><SALBRN:Journal>     12</SALBRN:Journal></Key></item>\n<Empty/></postarpayment>\n `,
    );
    expect(root.is('PostArPayment')).toBe(true);
    expect(root.child('Item')?.child('key')?.value('journal')).toBe('12');
    expect(root.valueAnywhere('JOURNAL')).toBe('12');
    expect(root.value('Empty')).toBe('');
    expect(root.value('Absent')).toBe('');
  });

  it('keeps numbers as they are written and decodes entities once', () => {
    const root = readXml('<a><b>000010</b><c>1.10</c><d>&amp;lt; &#233; &#x20AC;</d><e><![CDATA[<x>]]></e></a>');
    expect(['b', 'c', 'd', 'e'].map((name) => root.value(name))).toEqual(['000010', '1.10', '&lt; é €', '<x>']);
  });

  it.each([
    ['cut off', '<a><b>1</b>'],
    ['not XML', 'Service unavailable'],
    ['a page', '<!DOCTYPE html><html></html>'],
    ['two documents', '<a/><b/>'],
    ['nothing', ''],
  ])('%s is refused', (_, text) => {
    expect(() => readXml(text)).toThrow(XmlUnreadable);
  });
});

describe('writing', () => {
  it('escapes, reduces to what SYSPRO can store, leaves out what is undefined', () => {
    const xml = writeXml({ A: { Name: `O'Neil & "Sons" <ł>🎁`, Gone: undefined, Lines: [{ N: 1 }, { N: 2 }] } });
    expect(xml).toBe(
      '<A><Name>O&apos;Neil &amp; &quot;Sons&quot; &lt;l&gt;?</Name><Lines><N>1</N></Lines><Lines><N>2</N></Lines></A>',
    );
    expect(readXml(xml).value('Name')).toBe(`O'Neil & "Sons" <l>?`);
  });
});
