import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** The text is not well-formed XML; the message is fit for an `ERROR:` answer. */
export class XmlMalformed extends Error {
  override readonly name = 'XmlMalformed';
}

type Node = Record<string, unknown>;

/** One element of a document somebody sent: names without prefix, exactly as written, because SYSPRO's input is case-sensitive. */
export class XmlElement {
  constructor(
    readonly name: string,
    readonly elements: readonly XmlElement[],
    readonly text: string,
    /** Names without prefix. */
    readonly attributes: Readonly<Record<string, string>> = {},
  ) {}

  child(name: string): XmlElement | undefined {
    return this.elements.find((element) => element.name === name);
  }

  children(name: string): XmlElement[] {
    return this.elements.filter((element) => element.name === name);
  }

  /** Text of a child without the blanks around it; empty when there is no such child. */
  value(name: string): string {
    return this.child(name)?.text ?? '';
  }
}

const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: { maxTotalExpansions: Number.MAX_SAFE_INTEGER, maxExpandedLength: 64 * 1024 * 1024 },
  htmlEntities: true,
  cdataPropName: CDATA, // apart from text, because entities in it are not resolved
});

/** Reads one document. Throws `XmlMalformed` for what is none. */
export function readXml(text: string): XmlElement {
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw new XmlMalformed(`XML is not well-formed, line ${checked.err.line}: ${checked.err.msg}`);
  const nodes = (parser.parse(text) as Node[]).filter((node) => !isText(node));
  const [root] = nodes;
  if (!root || nodes.length > 1) throw new XmlMalformed('XML has no single root element');
  return elementOf(root);
}

function elementOf(node: Node): XmlElement {
  const name = nameOf(node);
  const nodes = node[name] as Node[];
  const elements = nodes.filter((child) => !isText(child)).map(elementOf);
  return new XmlElement(name, elements, nodes.map(textOf).join('').trim(), attributesOf(node));
}

function attributesOf(node: Node): Record<string, string> {
  return (node[':@'] ?? {}) as Record<string, string>;
}

function textOf(node: Node): string {
  const name = nameOf(node);
  if (name === TEXT) return String(node[TEXT]);
  return name === CDATA ? (node[CDATA] as Node[]).map(textOf).join('') : '';
}

function isText(node: Node): boolean {
  return [TEXT, CDATA].includes(nameOf(node));
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? TEXT;
}
