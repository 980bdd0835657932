import type { CompiledField, CompiledParts, CompiledSection, NamedValue } from '../compile/compiled-parts.js';
import type { Expression } from '../compile/expression.js';
import { runDocument, type FieldOutcome, type RunObserver } from '../compile/map-document.js';
import type { Run } from '../evaluate/run.js';
import type { WorkLimits } from '../evaluate/work-budget.js';
import type { MappingFailure } from '../mapping-rejected.js';
import { aliasOf, readsOf } from './reads-of.js';

/** Something an expression read: where, and what it was. Lists of many are shown by their path alone. */
export interface TracedRead {
  readonly path: string;
  readonly value?: unknown;
}

/** What one part of a mapping came to for one document. Values may be personal. */
export interface TraceEntry {
  readonly kind: 'value' | 'field' | 'section' | 'rule';
  /** Stable id of the part. */
  readonly id: string;
  /** As in the document made: `lines[0].stockCode`. */
  readonly field: string;
  /** `sales-order.yaml:42`. */
  readonly at: string;
  /** The expression, or the constant, that gave the value. */
  readonly by: string;
  readonly value: unknown;
  readonly reads: readonly TracedRead[];
  /** What that came from in the end, where it read intermediate values: fields of the source and of the section's element. */
  readonly sources: readonly TracedRead[];
  /** What was done to the value or decided about it, e.g. `cut from 61 characters to 50`. */
  readonly note?: string;
}

/** A document mapped with every step told. */
export interface MappingTrace<Target> {
  /** Undefined when the document is refused. */
  readonly target: Target | undefined;
  readonly failures: readonly MappingFailure[];
  readonly entries: readonly TraceEntry[];
}

/** Maps one document and tells of each part what it came to. Never throws for a document. */
export function traceDocument(
  parts: CompiledParts,
  source: Record<string, unknown>,
  limits: WorkLimits,
): MappingTrace<unknown> {
  const tracer = new Tracer(parts);
  const { target, failures } = runDocument(parts, source, limits, tracer);
  return { target: failures.length === 0 ? target : undefined, failures, entries: tracer.entries };
}

class Tracer implements RunObserver {
  readonly entries: TraceEntry[] = [];
  private readonly slotOf: ReadonlyMap<string, number>;
  /** The values each part can read, by name. */
  private readonly valuesOf = new Map<string, ReadonlyMap<string, NamedValue>>();
  private readonly commonValues: ReadonlyMap<string, NamedValue>;

  constructor(private readonly parts: CompiledParts) {
    const sections = parts.lines?.sections ?? [];
    this.commonValues = byName(parts.values);
    for (const section of sections) {
      const seen = new Map([...this.commonValues, ...byName(section.values)]);
      for (const { id } of [...section.values, ...section.fields]) this.valuesOf.set(id, seen);
    }
    const named = [...parts.values, ...sections, ...sections.flatMap(({ values }) => values)];
    this.slotOf = new Map([
      ...parts.sourceSlots,
      ...named.map(({ name, slot }) => [name, slot] as const),
      ...sections.flatMap(({ as, elementSlot }) => (elementSlot === undefined ? [] : [[as, elementSlot] as const])),
      ...(parts.lines ? [['lines', parts.lines.slot] as const] : []),
    ]);
  }

  value(part: NamedValue, field: string, value: unknown, run: Run): void {
    this.add('value', part, { field, by: part.expression.source, value, ...this.reads(run, part, part.expression) });
  }

  field(part: CompiledField, field: string, came: FieldOutcome, run: Run): void {
    const used = came.by === 'default' ? part.fallback : came.by === 'value' ? part.expression : undefined;
    const by = used?.source ?? (came.by === 'condition' ? 'null' : `constant ${JSON.stringify(plain(part.constant))}`);
    const notes = [noteOfWay(part, came), noteOfFit(came)].filter((note) => note !== undefined);
    const read = this.reads(run, part, ...(part.when ? [part.when] : []), ...(used ? [used] : []));
    this.add('field', part, {
      ...{ field, by, value: came.value, ...read },
      ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    });
  }

  section(part: CompiledSection, lines: number, left: number): void {
    const note = left > 0 ? `${lines} made, ${left} left out by \`when: ${part.when?.source ?? ''}\`` : `${lines} made`;
    this.add('section', part, {
      ...{ field: part.name, by: part.each?.source ?? part.when?.source ?? '', value: lines },
      ...{ reads: [], sources: [], note },
    });
  }

  rule(part: CompiledParts['rules'][number], holds: boolean | undefined, run: Run): void {
    const note = holds === undefined ? 'not asked' : holds ? 'holds' : `refuses: ${part.rule.fix}`;
    const read = this.reads(run, part, part.expect);
    this.add('rule', part, { field: part.rule.field, by: part.expect.source, value: holds ?? null, ...read, note });
  }

  private add(
    kind: TraceEntry['kind'],
    part: { id: string; position: { line: number } },
    entry: Omit<TraceEntry, 'kind' | 'id' | 'at'>,
  ): void {
    const at = `${this.parts.file}:${part.position.line}`;
    this.entries.push({ kind, id: part.id, at, ...entry, value: plain(entry.value) });
  }

  private reads(
    run: Run,
    part: { readonly id: string },
    ...expressions: readonly Expression[]
  ): Pick<TraceEntry, 'reads' | 'sources'> {
    const values = this.valuesOf.get(part.id) ?? this.commonValues;
    const direct = new Set(expressions.flatMap(({ tree }) => readsOf(tree)));
    const sources = new Set<string>();
    const seen = new Set<string>();
    const follow = (path: string): void => {
      const value = values.get(/^\w+/.exec(path)?.[0] ?? '');
      const alias = value && aliasOf(value.expression.tree);
      if (!value) sources.add(path);
      // `address` is but another name of `order.deliveryAddress`: of it the very field is told.
      else if (alias !== undefined) follow(alias + path.slice(value.name.length));
      else if (!seen.has(value.id)) {
        seen.add(value.id);
        for (const read of readsOf(value.expression.tree)) follow(read);
      }
    };
    for (const path of direct) follow(path);
    return {
      reads: [...direct].map((path) => this.read(path, run)),
      sources: [...sources].filter((path) => !direct.has(path)).map((path) => this.read(path, run)),
    };
  }

  private read(path: string, run: Run): TracedRead {
    const [root = '', ...steps] = path.split('.');
    const slot = this.slotOf.get(root);
    if (path.includes('[]') || slot === undefined) return { path };
    const value = steps.reduce<unknown>(
      (holder, step) => (holder as Record<string, unknown> | null | undefined)?.[step],
      run.slots[slot],
    );
    return { path, value: plain(value) ?? null };
  }
}

function byName(values: readonly NamedValue[]): ReadonlyMap<string, NamedValue> {
  return new Map(values.map((value) => [value.name, value]));
}

function noteOfWay(part: CompiledField, { by }: FieldOutcome): string | undefined {
  if (by === 'condition') return `\`when: ${part.when?.source ?? ''}\` does not hold`;
  if (by !== 'default') return undefined;
  return part.when && !part.expression ? 'default' : 'default: the value is blank, or `when` does not hold';
}

function noteOfFit({ raw, value }: FieldOutcome): string | undefined {
  if (typeof raw !== 'string' || typeof value !== 'string' || raw === value) return undefined;
  return `${value.includes('~') ? 'shortened' : 'cut'} from ${[...raw].length} characters to ${[...value].length}`;
}

/** For reading: whole numbers as numbers where they are safe. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return Array.isArray(value) ? value.map(plain) : value;
}
