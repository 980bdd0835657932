import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { maskCardNumbers } from '../card-data/card-number.js';

/** The reply is no `<vspaccess>` document. The text never quotes the reply. */
export class VspaccessUnreadable extends Error {
  override readonly name = 'VspaccessUnreadable';
}

/** A reply of the Reporting API. */
export interface VspaccessReply {
  /** `0` for success, else Opayo's number without leading noughts (some end in a letter). */
  readonly errorCode: string;
  /** Opayo's sentence about the error, at most 200 characters; empty when there is none. */
  readonly error: string;
  readonly root: VspaccessElement;
}

// Texts stay texts: 0006 are four digits of a card, 139.10 is money, neither is a JavaScript number.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: true,
  htmlEntities: true,
  maxNestedTags: 20,
});

/** An element of a reply; names in whatever case (Opayo's own documents and clients do not agree). */
export class VspaccessElement {
  constructor(
    readonly name: string,
    private readonly own: string,
    private readonly inner: readonly VspaccessElement[],
  ) {}

  child(name: string): VspaccessElement | undefined {
    return this.inner.find((element) => element.name === name.toLowerCase());
  }

  children(name: string): readonly VspaccessElement[] {
    return this.inner.filter((element) => element.name === name.toLowerCase());
  }

  /** The text of a child, trimmed; empty when it is empty or not there, which Opayo does not tell apart either. */
  text(name: string): string {
    return this.child(name)?.own.trim() ?? '';
  }
}

/**
 * Reads a reply's bytes: ISO-8859-1, or UTF-8 where the prolog says so. A document type is refused, and with it every entity somebody might define.
 * Throws `VspaccessUnreadable`.
 */
export function readVspaccess(bytes: Buffer): VspaccessReply {
  const root = rootOf(decoded(bytes).trim());
  if (root?.name !== 'vspaccess') throw new VspaccessUnreadable('no vspaccess document');
  const errorCode = root.text('errorcode');
  if (!/^\d{1,5}[a-z]?$/i.test(errorCode)) throw new VspaccessUnreadable('no errorcode');
  return {
    errorCode: errorCode.replace(/^0+(?=\d)/, ''),
    error: maskCardNumbers(root.text('error')).slice(0, 200),
    root,
  };
}

function decoded(bytes: Buffer): string {
  const prolog = bytes.subarray(0, 200).toString('latin1');
  return bytes.toString(/^(?:\xef\xbb\xbf|\s*<\?xml[^>]*encoding\s*=\s*["']utf-?8)/i.test(prolog) ? 'utf8' : 'latin1');
}

function rootOf(text: string): VspaccessElement | undefined {
  const document = text.replace(/^\ufeff/, '');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(document)) throw new VspaccessUnreadable('a document type');
  let nodes: ParsedNode[];
  try {
    if (XMLValidator.validate(document) !== true) throw new VspaccessUnreadable('not well-formed');
    nodes = parser.parse(document) as ParsedNode[];
  } catch (error) {
    if (error instanceof VspaccessUnreadable) throw error;
    throw new VspaccessUnreadable('not to be parsed');
  }
  const roots = nodes.filter((node) => !('#text' in node));
  return roots.length === 1 && roots[0] ? elementOf(roots[0]) : undefined;
}

type ParsedNode = Readonly<Record<string, unknown>>;

function elementOf(node: ParsedNode): VspaccessElement {
  const tag = Object.keys(node).find((key) => key !== ':@') ?? '';
  const inner = node[tag] as readonly ParsedNode[];
  const text = inner.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : '')).join('');
  const elements = inner.filter((part) => !('#text' in part)).map(elementOf);
  return new VspaccessElement(tag.toLowerCase(), text, elements);
}
