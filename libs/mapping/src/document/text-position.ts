import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair, type Scalar } from 'yaml';

/** Where in a document: `['fields', 'customerCode']`; list items by their index. */
export type DocumentPath = readonly (string | number)[];

/** A place in a text, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Finds the places of a document's parts in its text. */
export class TextPositions {
  constructor(
    private readonly text: string,
    private readonly yaml: Document,
    private readonly lines: LineCounter,
  ) {}

  at(offset: number): TextPosition {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Start of the part at `path`, or of the deepest part on the way that exists; of a map's entry, its key. */
  of(path: DocumentPath): TextPosition {
    for (let length = path.length; length > 0; length -= 1) {
      const pair = pairAt(this.yaml, path.slice(0, length));
      if (pair && isScalar(pair.key) && pair.key.range) return this.at(pair.key.range[0]);
      const node = nodeAt(this.yaml, path.slice(0, length));
      if (node?.range) return this.at(node.range[0]);
    }
    return { line: 1, column: 1 };
  }

  /** Start of the value at `path`: of `a: b` the `b`. */
  ofValue(path: DocumentPath): TextPosition {
    const node = nodeAt(this.yaml, path);
    return node?.range ? this.at(node.range[0]) : this.of(path);
  }

  /** Where character `index` of the text value at `path` stands in the file, whatever its quotes and folds. */
  inside(path: DocumentPath, index: number): TextPosition {
    const node = nodeAt(this.yaml, path);
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return this.of(path);
    return this.at(this.offsetInside(path, index));
  }

  /** The same as an offset of the text. Throws `RangeError` when there is no text at `path`. */
  offsetInside(path: DocumentPath, index: number): number {
    const node = nodeAt(this.yaml, path);
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range)
      throw new RangeError(`no text at ${path.join('.')}`);
    return sourceOffset(this.text, node as Scalar<string>, index);
  }
}

/** The node at `path`, unresolved. */
export function nodeAt(yaml: Document, path: DocumentPath): Node | undefined {
  let node: unknown = yaml.contents;
  for (const step of path) {
    if (isMap(node)) node = node.items.find((item) => isScalar(item.key) && item.key.value === step)?.value;
    else if (isSeq(node) && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

/** The entry of a map at `path`. */
export function pairAt(yaml: Document, path: DocumentPath): Pair | undefined {
  const holder = path.length === 1 ? yaml.contents : nodeAt(yaml, path.slice(0, -1));
  if (!isMap(holder)) return undefined;
  return holder.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
}

/**
 * Walks value and source side by side. They differ in blanks (folding, indentation), quotes and backslashes only, so a character of the value
 * is the next equal one of the source.
 */
function sourceOffset(text: string, { value, range, type }: Scalar<string>, index: number): number {
  const [start, end] = range as [number, number, number];
  // The heading of a folded block (`>-`) is a line of its own.
  let offset = type?.startsWith('BLOCK') ? text.indexOf('\n', start) + 1 : start;
  for (let read = 0; read <= index && read < value.length; read += 1) {
    const character = value[read] ?? '';
    if (/\s/.test(character)) continue;
    while (offset < end && text[offset] !== character) offset += 1;
    if (read === index) return offset;
    offset += 1;
  }
  return Math.min(offset, end);
}
