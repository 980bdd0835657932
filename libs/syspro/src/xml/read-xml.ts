import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { XmlElement } from './xml-element.js';

/** The text is no well-formed XML with exactly one root. */
export class XmlUnreadable extends Error {
  override readonly name = 'XmlUnreadable';
}

type ParsedNode = Record<string, unknown>;

// Values stay text: `000010` is a key and `119.90` is money, neither is a JavaScript number.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
});

/** Reads one document. Throws `XmlUnreadable` for anything that is not well-formed, HTML error pages and document types included. */
export function readXml(text: string): XmlElement {
  const document = text.trim();
  if (/<!DOCTYPE/i.test(document)) throw new XmlUnreadable('a document type is not expected from SYSPRO');
  const checked = XMLValidator.validate(document);
  if (checked !== true) throw new XmlUnreadable(`line ${checked.err.line}: ${checked.err.code}`);
  const roots = (parser.parse(document) as ParsedNode[]).filter((node) => !('#text' in node)).map(elementOf);
  const root = roots[0];
  if (!root || roots.length > 1) throw new XmlUnreadable(`${roots.length} root elements`);
  return root;
}

function elementOf(node: ParsedNode): XmlElement {
  const tag = Object.keys(node).find((key) => key !== ':@') ?? '';
  const inner = (node[tag] ?? []) as ParsedNode[];
  const text = inner.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : '')).join('');
  const elements = inner.filter((part) => !('#text' in part)).map(elementOf);
  return new XmlElement(tag.slice(tag.indexOf(':') + 1), elements, text);
}
