import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { mappingDefinition, type MappingDefinition } from '../document/definition.js';
import { readDocument } from '../document/read-document.js';
import { nodeAt, pairAt, TextPositions, type DocumentPath } from '../document/text-position.js';
import { emitted, emittedKey } from './emit-yaml.js';
import { expressionPlaces } from './expression-paths.js';
import { usesOf } from './identifiers.js';
import {
  columnOf,
  endOf,
  endOfPair,
  lineBreakOf,
  lineEnd,
  spliced,
  startOf,
  wholeLines,
  type Splice,
} from './layout.js';
import type { FieldParts, MappingEdit } from './mapping-edit.js';

/** An edit that cannot be made: no such part, a name that is taken. The document is as it was. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
}

/** Parts of a document, and of a section, in the order in which they are written. */
const DOCUMENT_ORDER = [
  'format',
  'name',
  'version',
  'target',
  'codePage',
  'note',
  'constants',
  'lookups',
  'values',
  'lines',
  'fields',
  'rules',
];
const SECTION_ORDER = ['id', 'note', 'each', 'as', 'when', 'values', 'fields'];
const WIDEST_LINE = 120;
const IDENTIFIER = /^[a-z][A-Za-z0-9]*$/;

/**
 * A mapping file that can be edited and written again. What is not edited stays as it is to the last blank: an edit changes its own lines in the
 * text, found by the YAML tree, and nothing is written anew. Parts are named by their stable ids (`fields.email`, `lines.goods.values.net`).
 */
export class MappingDocument {
  private source: string;
  private yaml: Document;
  private positions: TextPositions;

  /** Throws `MappingDoesNotCompile` for a text that has not the form of a mapping. Whether its expressions compile is not asked. */
  constructor(text: string, file = 'mapping.yaml') {
    readDocument(text, file);
    this.source = text;
    [this.yaml, this.positions] = parsed(text);
  }

  /** The file as it is to be written. */
  toString(): string {
    return this.source;
  }

  get definition(): MappingDefinition {
    return mappingDefinition.parse(this.yaml.toJS());
  }

  /** Makes one edit. Throws `EditRefused` and leaves the document as it was. */
  apply(edit: MappingEdit): this {
    const before = this.source;
    try {
      this.make(edit);
      const checked = mappingDefinition.safeParse(this.yaml.toJS());
      if (this.yaml.errors.length === 0 && checked.success) return this;
      const why = this.yaml.errors[0]?.message ?? checked.error?.issues[0]?.message ?? '';
      throw new EditRefused(`'${edit.do}' would leave a file that is no mapping: ${why}`);
    } catch (error) {
      this.take(before);
      throw error;
    }
  }

  private make(edit: MappingEdit): void {
    switch (edit.do) {
      case 'setVersion':
        return this.setScalar(['version'], edit.version);
      case 'setName':
        return this.setScalar(['name'], edit.name);
      case 'setField': {
        const { do: _, id, ...parts } = edit;
        return this.setParts(this.pathOf(id, 'fields'), parts);
      }
      case 'addField': {
        const { do: _, name, section, ...parts } = edit;
        return this.addEntry([...this.holderOf(section), 'fields'], name, fieldOf(parts));
      }
      case 'addConstant':
        return this.addEntry(['constants'], edit.name, edit.constant);
      case 'addValue':
        return this.addEntry([...this.holderOf(edit.section), 'values'], edit.name, edit.value);
      case 'setValue':
        return this.setScalar(this.pathOf(edit.id, 'values'), edit.value);
      case 'addLookup':
        return this.addEntry(['lookups'], edit.name, edit.lookup);
      case 'addRule':
        return this.addRule(edit.rule);
      case 'setCondition':
        return this.setParts(this.pathOf(edit.id), { when: edit.when });
      case 'rename':
        return this.rename(edit.id, edit.to);
      case 'remove':
        return this.remove(this.pathOf(edit.id));
    }
  }

  /** Where the part `id` stands. */
  private pathOf(id: string, kind?: 'fields' | 'values'): DocumentPath {
    const [root = '', ...rest] = id.split('.');
    let path: DocumentPath | undefined;
    if (root === 'lines') {
      const at = this.holderOf(rest[0]);
      path = rest.length === 1 ? at : [...at, rest[1] ?? '', rest.slice(2).join('.')];
    } else if (root === 'rules') path = ['rules', this.definition.rules.findIndex((rule) => rule.id === rest[0])];
    else if (['fields', 'values', 'lookups', 'constants'].includes(root)) path = [root, rest.join('.')];
    const isKind = kind === undefined || path?.at(-2) === kind;
    if (path && isKind && (pairAt(this.yaml, path) ?? nodeAt(this.yaml, path))) return path;
    throw new EditRefused(`There is no ${kind === undefined ? 'part' : kind.slice(0, -1)} '${id}'`);
  }

  private holderOf(section: string | undefined): DocumentPath {
    if (section === undefined) return [];
    const index = this.definition.lines?.sections.findIndex(({ id }) => id === section) ?? -1;
    if (index < 0) throw new EditRefused(`There is no section '${section}'`);
    return ['lines', 'sections', index];
  }

  /** Puts another scalar where one stands. */
  private setScalar(path: DocumentPath, value: unknown): void {
    const node = nodeAt(this.yaml, path);
    if (!node) throw new EditRefused(`There is nothing at ${path.join('.')}`);
    this.splice({ start: startOf(node), end: endOf(node, this.source), insert: emitted(value, this.isInFlow(path)) });
  }

  /** Sets or takes away parts of a field, section or rule; a field that is a mere expression becomes a map first. */
  private setParts(path: DocumentPath, parts: FieldParts): void {
    for (const [key, value] of Object.entries(parts)) {
      const isThere = pairAt(this.yaml, [...path, key]) !== undefined;
      if (value === undefined) continue;
      const node = nodeAt(this.yaml, path);
      if (value === null && key !== 'constant') {
        if (isThere) this.remove([...path, key]);
      } else if (isScalar(node)) {
        if (key === 'value') this.setScalar(path, value);
        else this.widen(path, node, key, value);
      } else if (isThere) this.setScalar([...path, key], value);
      else this.addEntry(path, key, value);
      // An expression and a constant exclude each other.
      if (key === 'constant' && pairAt(this.yaml, [...path, 'value'])) this.remove([...path, 'value']);
      if (key === 'value' && value !== null && pairAt(this.yaml, [...path, 'constant']))
        this.remove([...path, 'constant']);
    }
  }

  /** `email: order.email` → `email: { value: order.email, when: … }`, on lines of its own where it would be too wide. */
  private widen(path: DocumentPath, node: Node, key: string, value: unknown): void {
    const [start, end] = [startOf(node), endOf(node, this.source)];
    const own = (node as { value?: unknown }).value;
    const flow = `{ value: ${emitted(own, true)}, ${key}: ${emitted(value, true)} }`;
    if (this.isInFlow(path) || columnOf(this.source, start) + flow.length <= WIDEST_LINE)
      return this.splice({ start, end, insert: flow });
    const pair = pairAt(this.yaml, path);
    const indent = `${lineBreakOf(this.source)}${' '.repeat(columnOf(this.source, startOf(pair?.key as Node)) + 2)}`;
    const colon = this.source.lastIndexOf(':', start);
    this.splice({
      start: colon + 1,
      end,
      insert: `${indent}value: ${emitted(own, false)}${indent}${key}: ${emitted(value, false)}`,
    });
  }

  /** Adds an entry at the end of a map, and the map itself where it is not there yet. */
  private addEntry(path: DocumentPath, key: string, value: unknown): void {
    if (pairAt(this.yaml, [...path, key]))
      throw new EditRefused(`There is a '${key}' in ${path.join('.') || 'the document'} already`);
    const map = path.length === 0 ? this.yaml.contents : nodeAt(this.yaml, path);
    if (!isMap(map)) return this.addMap(path, key, value);
    const last = map.items.at(-1);
    if (!last)
      return this.splice({
        start: startOf(map),
        end: map.range?.[1] ?? startOf(map),
        insert: emitted({ [key]: value }, true),
      });
    const end = endOfPair(last, this.source, startOf(map));
    if (map.flow) return this.splice({ start: end, end, insert: `, ${emittedKey(key)}: ${emitted(value, true)}` });
    const indent = ' '.repeat(columnOf(this.source, startOf(map.items[0]?.key as Node)));
    const at = lineEnd(this.source, end);
    this.splice({
      start: at,
      end: at,
      insert: `${lineBreakOf(this.source)}${indent}${emittedKey(key)}: ${emitted(value, false)}`,
    });
  }

  /** A part that is missing (`lookups:`), with its first entry, after the part that usually stands before it. */
  private addMap(path: DocumentPath, key: string, value: unknown): void {
    const name = String(path.at(-1));
    const holderPath = path.slice(0, -1);
    const holder = (holderPath.length === 0 ? this.yaml.contents : nodeAt(this.yaml, holderPath)) as YAMLMap;
    const pair = pairAt(this.yaml, path);
    if (pair) this.remove(path);
    const order = holderPath.length === 0 ? DOCUMENT_ORDER : SECTION_ORDER;
    const before = order
      .slice(0, order.indexOf(name))
      .flatMap((each) => holder.items.filter((item) => isScalar(item.key) && item.key.value === each));
    const previous = before.at(-1);
    const eol = lineBreakOf(this.source);
    const column = columnOf(this.source, startOf(holder.items[0]?.key as Node));
    const at = previous ? lineEnd(this.source, endOfPair(previous, this.source, 0)) : 0;
    const indent = ' '.repeat(column);
    const gap = holderPath.length === 0 ? eol : '';
    this.splice({
      start: at,
      end: at,
      insert: `${eol}${gap}${indent}${name}:${eol}${indent}  ${emittedKey(key)}: ${emitted(value, false)}`,
    });
  }

  private addRule(rule: Readonly<Record<string, unknown>> & { id: string }): void {
    if (this.definition.rules.some(({ id }) => id === rule.id))
      throw new EditRefused(`There is a rule '${rule.id}' already`);
    const rules = nodeAt(this.yaml, ['rules']);
    const eol = lineBreakOf(this.source);
    if (isSeq(rules) && rules.flow) {
      const last = rules.items.at(-1) as Node | undefined;
      const at = last ? endOf(last, this.source) : startOf(rules) + 1;
      return this.splice({ start: at, end: at, insert: `${last ? ', ' : ''}${emitted(rule, true)}` });
    }
    const first = isSeq(rules) ? (rules.items[0] as Node | undefined) : undefined;
    const dash = first ? columnOf(this.source, this.source.lastIndexOf('-', startOf(first))) : 2;
    const lines = Object.entries(rule).map(
      ([key, value], index) => `${' '.repeat(dash)}${index === 0 ? '- ' : '  '}${key}: ${emitted(value, false)}`,
    );
    const at = first && rules ? lineEnd(this.source, endOf(rules, this.source)) : this.source.trimEnd().length;
    const heading = first ? '' : `${eol}rules:${eol}`;
    this.splice({ start: at, end: at, insert: `${eol}${heading}${lines.join(eol)}` });
  }

  private rename(id: string, to: string): void {
    const path = this.pathOf(id);
    const kind = String(path.at(-2));
    const isRule = kind === 'rules';
    const isSection = kind === 'sections';
    const from = isRule || isSection ? (id.split('.')[1] ?? '') : String(path.at(-1));
    if (!isRule && kind !== 'fields') this.assertFree(to);
    if (pairAt(this.yaml, [...path.slice(0, -1), to])) throw new EditRefused(`There is a '${to}' already`);
    const own = isRule || isSection ? nodeAt(this.yaml, [...path, 'id']) : (pairAt(this.yaml, path)?.key as Node);
    const splices: Splice[] = own
      ? [{ start: startOf(own), end: endOf(own, this.source), insert: emittedKey(to) }]
      : [];
    if (!isRule && kind !== 'fields') splices.push(...this.usesInExpressions(path, from, to));
    if (kind === 'lookups')
      splices.push(...this.usesInExpressions(path, `${from}Has`, `${to}Has`), ...this.fallbacksTo(from, to));
    this.splice(...splices);
  }

  private assertFree(name: string): void {
    if (!IDENTIFIER.test(name))
      throw new EditRefused(`'${name}' is no name: letters and digits, the first in lower case`);
    const { values, constants, lookups, lines } = this.definition;
    const names = [...Object.keys(values), ...Object.keys(constants), ...Object.keys(lookups)];
    const own = (lines?.sections ?? []).flatMap((section) => [section.id, section.as, ...Object.keys(section.values)]);
    const used = expressionPlaces(this.definition).some(({ path }) => usesOf(this.textAt(path), name).length > 0);
    if (used || [...names, ...own].includes(name)) throw new EditRefused(`The name '${name}' is used already`);
  }

  /** A value of a section is seen in that section alone; everything else everywhere. */
  private usesInExpressions(path: DocumentPath, from: string, to: string): Splice[] {
    const section = path[0] === 'lines' && path.length > 3 ? path[2] : undefined;
    return expressionPlaces(this.definition)
      .filter((place) => section === undefined || place.section === section)
      .flatMap(({ path: at }) => usesOf(this.textAt(at), from).map((index) => this.positions.offsetInside(at, index)))
      .map((start) => ({ start, end: start + from.length, insert: to }));
  }

  private fallbacksTo(from: string, to: string): Splice[] {
    return Object.entries(this.definition.lookups).flatMap(([name, { fallback }]) => {
      const node = fallback === from ? nodeAt(this.yaml, ['lookups', name, 'fallback']) : undefined;
      return node ? [{ start: startOf(node), end: endOf(node, this.source), insert: to }] : [];
    });
  }

  /** Takes a part away, with the comments right above it; a map or list that would be empty goes too. */
  private remove(path: DocumentPath): void {
    const holderPath = path.slice(0, -1);
    const holder = (holderPath.length === 0 ? this.yaml.contents : nodeAt(this.yaml, holderPath)) as Node;
    const items = (isMap(holder) || isSeq(holder) ? holder.items : []) as (Pair | Node)[];
    if (items.length === 1) {
      if (['fields', 'sections'].includes(String(holderPath.at(-1))))
        throw new EditRefused(`${holderPath.join('.')} cannot be left empty`);
      return this.remove(holderPath);
    }
    const pair = isMap(holder) ? pairAt(this.yaml, path) : undefined;
    const item = (pair?.key ?? nodeAt(this.yaml, path)) as Node;
    const [start, end] = [startOf(item), pair ? endOfPair(pair, this.source, startOf(item)) : endOf(item, this.source)];
    const index = items.findIndex((each) => each === pair || each === item);
    const startsItsLine = /^[\s-]*$/.test(this.source.slice(this.source.lastIndexOf('\n', start - 1) + 1, start));
    const isFlow = (isMap(holder) || isSeq(holder)) && holder.flow === true;
    if (
      isFlow ||
      !startsItsLine ||
      (isMap(holder) && index === 0 && path.length > 2 && /-\s*$/.test(this.source.slice(0, start)))
    ) {
      return this.splice(withinLine(items, index, start, end, this.source));
    }
    this.splice(wholeLines(this.source, start, end));
  }

  private isInFlow(path: DocumentPath): boolean {
    return path.some((_, length) => {
      const node = length === 0 ? undefined : nodeAt(this.yaml, path.slice(0, length));
      return (isMap(node) || isSeq(node)) && node.flow === true;
    });
  }

  private textAt(path: DocumentPath): string {
    const node = nodeAt(this.yaml, path);
    return isScalar(node) && typeof node.value === 'string' ? node.value : '';
  }

  private splice(...splices: readonly Splice[]): void {
    this.take(spliced(this.source, splices));
  }

  private take(text: string): void {
    this.source = text;
    [this.yaml, this.positions] = parsed(text);
  }
}

function parsed(text: string): [Document, TextPositions] {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  return [yaml, new TextPositions(text, yaml, lines)];
}

/** Takes an item out of a flow, or the first key of a list item out of its line, with its comma or line break. */
function withinLine(items: readonly (Pair | Node)[], index: number, start: number, end: number, text: string): Splice {
  const next = items[index + 1];
  if (next) return { start, end: startOf(('key' in next ? next.key : next) as Node), insert: '' };
  const before = items[index - 1];
  if (!before) return { start, end, insert: '' };
  const from = 'key' in before ? endOfPair(before, text, start) : endOf(before, text);
  return { start: from, end, insert: '' };
}

/** A field is written as a mere expression where it is nothing more. */
function fieldOf(parts: FieldParts): unknown {
  const there = Object.entries(parts).filter(
    ([key, value]) => value !== undefined && (value !== null || key === 'constant'),
  );
  return there.length === 1 && there[0]?.[0] === 'value' ? there[0][1] : Object.fromEntries(there);
}
