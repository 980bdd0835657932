import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** A part of a text and what comes in its place. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** The text with all splices made; they do not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((left, right) => right.start - left.start)
    .reduce((made, { start, end, insert }) => made.slice(0, start) + insert + made.slice(end), text);
}

/** Start of a node in the text. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the content of a node ends, without the blank lines and comments that follow it. */
export function endOf(node: Node, text: string): number {
  const [start, end] = node.range ?? [0, 0, 0];
  if (isMap(node) && !node.flow) return endOfPair(node.items.at(-1), text, end);
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as Node | undefined;
    return last ? endOf(last, text) : end;
  }
  if (isScalar(node) && node.type?.startsWith('BLOCK')) return start + text.slice(start, end).trimEnd().length;
  return end;
}

/** Where an entry of a map ends. */
export function endOfPair(pair: Pair | undefined, text: string, otherwise: number): number {
  if (!pair) return otherwise;
  const value = pair.value as Node | null;
  if (value?.range && value.range[1] > value.range[0]) return endOf(value, text);
  return text.indexOf(':', endOf(pair.key as Node, text)) + 1;
}

/** End of the line that `offset` is in, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
}

/** Start of the line that `offset` is in. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** How far the line of `offset` is indented, up to `offset` where that comes first: of `- id: a` the `id` is two further in. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Line break of the text. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The whole lines from `start` to `end`, with the comments that stand right above them. */
export function wholeLines(text: string, start: number, end: number): Splice {
  let first = lineStart(text, start);
  while (first > 0) {
    const above = lineStart(text, first - 1);
    if (!/^\s*#/.test(text.slice(above, first))) break;
    first = above;
  }
  let last = lineEnd(text, end);
  while (last < text.length && /[\r\n]/.test(text[last] ?? '')) {
    last += 1;
    if (text[last - 1] === '\n') break;
  }
  // Of two blank lines that would meet one goes.
  const blankAbove = first === 0 || /^\s*$/.test(text.slice(lineStart(text, first - 1), first));
  const after = lineEnd(text, last);
  if (blankAbove && last < text.length && /^\s*$/.test(text.slice(last, after)))
    last = Math.min(text.length, after + lineBreakOf(text).length);
  return { start: first, end: last, insert: '' };
}
