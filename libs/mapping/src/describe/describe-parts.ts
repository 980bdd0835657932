import type {
  CompiledField,
  CompiledParts,
  CompiledRule,
  CompiledSection,
  NamedValue,
  Part,
} from '../compile/compiled-parts.js';
import type { Expression } from '../compile/expression.js';
import { expectedType } from '../compile/target-field.js';
import { aliasOf, readsOf } from '../trace/reads-of.js';

/** One part of a mapping, told for people, a canvas or a search. */
export interface PartDescription {
  readonly kind: 'value' | 'section' | 'field' | 'rule';
  /** Stable id, e.g. `lines.goods.fields.stockCode`. */
  readonly id: string;
  /** Name of a value or section, target field of a field or rule. */
  readonly name: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** What it is made of, each with its role: value, constant, when, default, each, expect. */
  readonly expressions: readonly { readonly role: string; readonly source: string }[];
  /** CEL type of the value or of the target field; empty for a section. */
  readonly type: string;
  /** What the contract says of the target field. */
  readonly doc?: string | undefined;
  /** Policies of a field in words, e.g. `at most 30 characters, else rejected`. */
  readonly policies: readonly string[];
  /** What its own expressions read. */
  readonly reads: readonly string[];
  /** What it comes from in the end: fields of the source. */
  readonly sources: readonly string[];
  /** Ids of the parts that read it. */
  readonly usedBy: readonly string[];
}

/** Every part of a mapping in the order of the file. */
export function describeParts(parts: CompiledParts): PartDescription[] {
  const described = [
    ...parts.values.map((value) => ofValue(value)),
    ...(parts.lines?.sections ?? []).flatMap((section) => [
      ofSection(section),
      ...section.values.map((value) => ofValue(value, section)),
      ...section.fields.map((field) => ofField(field, section)),
    ]),
    ...parts.fields.map((field) => ofField(field)),
    ...parts.rules.map(ofRule),
  ];
  const roots = new Set(parts.sourceSlots.map(([name]) => name));
  const family = new Family(described, parts);
  return described.map(({ scope: _scope, alias: _alias, ...part }) => ({
    ...part,
    sources: family.sourcesOf(part.id, roots),
    usedBy: described
      .filter(({ id, reads }) => id !== part.id && reads.some((read) => family.partOf(read, id) === part.id))
      .map(({ id }) => id),
  }));
}

/** `alias`: the path a value is but another name for. */
type Described = Omit<PartDescription, 'sources' | 'usedBy'> & {
  readonly scope: string;
  readonly alias?: string | undefined;
};

function ofValue(part: NamedValue, section?: CompiledSection): Described {
  const { name, expression } = part;
  const alias = aliasOf(expression.tree);
  return {
    ...common(part, section),
    kind: 'value',
    name,
    type: expression.type,
    alias,
    ...made([['value', expression]]),
  };
}

function ofSection(part: CompiledSection): Described {
  return {
    ...common(part, part),
    kind: 'section',
    name: part.name,
    type: '',
    ...made([
      ['each', part.each],
      ['when', part.when],
    ]),
  };
}

function ofField(part: CompiledField, section?: CompiledSection): Described {
  const { name, expression, when, fallback, check } = part;
  const parts = made([
    ['value', expression],
    ['when', when],
    ['default', fallback],
  ]);
  const constant =
    part.constant === undefined ? [] : [{ role: 'constant', source: JSON.stringify(check.rule.constant) }];
  return {
    ...common(part, section),
    ...{ kind: 'field', name, doc: check.shape.doc, policies: policiesOf(part), reads: parts.reads },
    type: `${expectedType(check.shape)}${check.shape.nullable ? ' or null' : ''}`,
    expressions: [...constant, ...parts.expressions],
  };
}

function ofRule(part: CompiledRule): Described {
  const { rule, when, expect, value } = part;
  return {
    ...common(part),
    ...{ kind: 'rule', name: rule.field, type: 'bool' },
    ...made([
      ['when', when],
      ['expect', expect],
      ['value', value],
    ]),
    policies: [`else: ${rule.fix}`, ...(rule.source === undefined ? [] : [`source: ${rule.source}`])],
  };
}

function common(part: Part, section?: CompiledSection) {
  return { id: part.id, line: part.position.line, policies: [] as string[], scope: section?.name ?? '' };
}

function made(parts: readonly (readonly [role: string, expression: Expression | undefined])[]) {
  const there = parts.flatMap(([role, expression]) => (expression ? [{ role, expression }] : []));
  return {
    expressions: there.map(({ role, expression }) => ({ role, source: expression.source })),
    reads: [...new Set(there.flatMap(({ expression }) => readsOf(expression.tree)))],
  };
}

function policiesOf({ check: { rule, codePage } }: CompiledField): string[] {
  const tooLong = { reject: 'rejected', cut: 'cut', shorten: 'shortened, still different from any other' }[
    rule.tooLong
  ];
  return [
    ...(rule.required ? ['required'] : []),
    ...(rule.maxLength === undefined ? [] : [`at most ${rule.maxLength} characters, else ${tooLong}`]),
    ...(rule.maxItems === undefined ? [] : [`at most ${rule.maxItems} items`]),
    ...(codePage === undefined ? [] : [`in ${codePage}`]),
    ...(rule.repair ? [`repairs that are applied: ${rule.repair.join(', ')}`] : []),
    ...(rule.note === undefined ? [] : [rule.note]),
  ];
}

/** Who reads whom. */
class Family {
  private readonly byId: ReadonlyMap<string, Described>;
  private readonly elementOf: ReadonlyMap<string, Described>;

  constructor(
    private readonly described: readonly Described[],
    parts: CompiledParts,
  ) {
    this.byId = new Map(described.map((part) => [part.id, part]));
    const sections = parts.lines?.sections ?? [];
    this.elementOf = new Map(
      sections.flatMap(({ id, as, name }) => {
        const section = this.byId.get(id);
        return section && as !== '' ? [[`${name}/${as}`, section] as const] : [];
      }),
    );
  }

  /** Id of the value, section or element a path begins with, seen from the part `from`. */
  partOf(path: string, from: string): string | undefined {
    const root = /^\w+/.exec(path)?.[0] ?? '';
    const scope = this.byId.get(from)?.scope ?? '';
    const element = this.elementOf.get(`${scope}/${root}`);
    if (element) return element.id;
    const named = this.described.filter(({ kind, name }) => (kind === 'value' || kind === 'section') && name === root);
    return (
      named.find((part) => part.scope === scope) ?? named.find((part) => part.scope === '' || part.kind === 'section')
    )?.id;
  }

  /** The path with the names in front of it that only stand for another. */
  private inFull(path: string, from: string): string {
    const part = this.byId.get(this.partOf(path, from) ?? '');
    if (part?.alias === undefined) return path;
    return this.inFull(part.alias + path.slice(part.name.length), part.id);
  }

  sourcesOf(id: string, roots: ReadonlySet<string>): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (partId: string): void => {
      if (seen.has(partId)) return;
      seen.add(partId);
      for (const path of this.byId.get(partId)?.reads ?? []) {
        const read = this.inFull(path, partId);
        const part = this.partOf(read, partId);
        if (part !== undefined && part !== partId) visit(part);
        else if (roots.has(/^\w+/.exec(read)?.[0] ?? '')) found.add(read);
        // Of an element of a list of the source the very field is told.
        const section = part === undefined ? undefined : this.byId.get(part);
        const [list] = section?.kind === 'section' ? section.reads : [];
        if (list !== undefined && read.includes('.') && roots.has(/^\w+/.exec(list)?.[0] ?? '')) {
          found.add(`${list.replace(/\[\].*$/, '')}[]${read.slice(read.indexOf('.'))}`);
        }
      }
    };
    visit(id);
    return [...found];
  }
}
