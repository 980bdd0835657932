import { describe, expect, it } from '@jest/globals';
import { statusOfItems, transactionDocument } from './envelope.js';
import { readXml, XmlMalformed } from './read-xml.js';
import { encodeReply } from './reply.js';
import { writeDocument } from './write-xml.js';

const PROLOG = '<?xml version="1.0" encoding="Windows-1252"?>\n';
const ATTRIBUTES =
  "Language='05' Language2='EN' CssStyle='' DecFormat='1' DateFormat='01' Role='01' Version='8.0.021' OperatorPrimaryRole='   '";

describe('the envelope of a transaction', () => {
  it('that was accepted is the golden one of syspro.md 2.0 [L]', () => {
    const item = { accepted: true as const, key: [['Journal', '00001'] as const] };
    expect(transactionDocument('RmaLine', '8.0.021', [item])).toBe(
      `${PROLOG}<rmaline ${ATTRIBUTES}>
<Item>
<Key>
<Journal>00001</Journal>
</Key>
<ItemNumber>000001</ItemNumber>
</Item>
<StatusOfItems>
<ItemsProcessed>000001</ItemsProcessed>
<ItemsInvalid>000000</ItemsInvalid>
</StatusOfItems>
</rmaline>
 `,
    );
  });

  it('that was refused names the element again with value, number and text [L]', () => {
    const errors = [
      { path: ['Customer'] as const, value: '0000999', number: '999001', text: "Customer '0000999' not found" },
    ];
    expect(
      transactionDocument('RmaLine', '8.0.021', [
        { accepted: false, errors: errors.map((e) => ({ ...e, path: [...e.path] as [string] })) },
      ]),
    ).toBe(
      `${PROLOG}<rmaline ${ATTRIBUTES}>
<Item>
<Customer>
<Value>0000999</Value>
<ErrorNumber>999001</ErrorNumber>
<ErrorDescription>Customer '0000999' not found</ErrorDescription>
</Customer>
<ItemNumber>000001</ItemNumber>
</Item>
<StatusOfItems>
<ItemsProcessed>000000</ItemsProcessed>
<ItemsInvalid>000001</ItemsInvalid>
</StatusOfItems>
</rmaline>
 `,
    );
  });

  it('nests an error below its parents [I] and writes what is empty as <X/> [L]', () => {
    const path: [string, ...string[]] = ['Payment', 'InvoiceToPay', 'Invoice'];
    const body = transactionDocument('PostArPayment', '8.0.021', [
      { accepted: false, errors: [{ path, value: '', number: '999003', text: 'a < b & c' }] },
    ]);
    expect(body).toContain('<Payment>\n<InvoiceToPay>\n<Invoice>\n<Value/>\n<ErrorNumber>999003</ErrorNumber>\n');
    expect(body).toContain('a &lt; b &amp; c');
    expect(body).toContain('<postarpayment ');
  });

  it('keeps the case of a root that is not lowered', () => {
    expect(writeDocument('SalesOrders', '8.0.021', [statusOfItems([['ItemsProcessed', 1]])])).toMatch(
      /<SalesOrders [^]*<\/SalesOrders>\n $/,
    );
  });
});

describe('the bytes of an answer', () => {
  it('are Windows-1252', () => {
    expect([...encodeReply('é€–')]).toEqual([0xe9, 0x80, 0x96]);
    expect(encodeReply('Ł').toString('latin1')).toBe('?');
  });

  it('can be dressed as some versions and proxies do', () => {
    expect(encodeReply('<a>"x"</a>\n ', 'JSON_QUOTED').toString()).toBe('"<a>\\"x\\"</a>\\n "');
    expect(encodeReply('<a/>', 'STRING_ELEMENT').toString()).toMatch(/^<string xmlns="[^"]+">&lt;a\/&gt;<\/string>$/);
  });
});

describe('a document that comes in', () => {
  it('is read by local name, with CDATA as it stands and entities resolved', () => {
    const root = readXml(
      '<?xml version="1.0"?><x:A xmlns:x="u"><B><![CDATA[<C>1 &amp; 2</C>]]></B><D> 3 &amp; &#233; </D></x:A>',
    );
    expect(root.name).toBe('A');
    expect(root.value('B')).toBe('<C>1 &amp; 2</C>');
    expect(root.value('D')).toBe('3 & é');
    expect(root.child('d')).toBeUndefined();
  });

  it('may have any number of entities', () => {
    const text = '&amp;'.repeat(20_000);
    expect(readXml(`<A>${text}</A>`).text).toHaveLength(20_000);
  });

  it.each(['<A><B></A>', '', 'plain', '<A/><B/>'])('%s is malformed', (text) => {
    expect(() => readXml(text)).toThrow(XmlMalformed);
  });
});
