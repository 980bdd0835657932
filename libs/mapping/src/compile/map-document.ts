import { FieldRefusal } from '../functions/field-refusal.js';
import { celValue } from '../evaluate/compile-program.js';
import { MissingValue, type Run } from '../evaluate/run.js';
import { WorkBudget, WorkExhausted, type WorkLimits } from '../evaluate/work-budget.js';
import { MappingRejected, type MappingFailure } from '../mapping-rejected.js';
import type { CompiledField, CompiledParts, CompiledSection, NamedValue, Part } from './compiled-parts.js';
import type { Expression } from './expression.js';
import { checkField, isBlank } from './target-field.js';
import { putAt } from './target-shape.js';

type Reason = Pick<MappingFailure, 'rule' | 'value' | 'suggestedFix'>;
type PlainRecord = Record<string, unknown>;

/** Hears what each part came to while a document is mapped; without one nothing is told and nothing costs. */
export interface RunObserver {
  value(part: NamedValue, field: string, value: unknown, run: Run): void;
  field(part: CompiledField, field: string, came: FieldOutcome, run: Run): void;
  section(part: CompiledSection, lines: number, left: number): void;
  rule(part: CompiledParts['rules'][number], holds: boolean | undefined, run: Run): void;
}

/** How a field got its value. */
export interface FieldOutcome {
  readonly by: 'value' | 'constant' | 'default' | 'condition';
  /** Before it was fitted. */
  readonly raw: unknown;
  /** As it goes into the target; undefined when it failed. */
  readonly value: unknown;
}

/** Runs a compiled document over one source: values, line sections, fields, rules. Throws `MappingRejected` with all failures. */
export function mapDocument(parts: CompiledParts, source: PlainRecord, limits: WorkLimits): PlainRecord {
  const { target, failures } = runDocument(parts, source, limits);
  if (failures.length > 0) throw new MappingRejected(parts.name, failures);
  return target;
}

/** As `mapDocument`, for those who also want what was done of a document with failures. */
export function runDocument(
  parts: CompiledParts,
  source: PlainRecord,
  limits: WorkLimits,
  observer?: RunObserver,
): { readonly target: PlainRecord; readonly failures: readonly MappingFailure[] } {
  const run = new DocumentRun(parts, source, limits, observer);
  const target: PlainRecord = {};
  try {
    run.fillAll(target);
  } catch (error) {
    // The failure has been noted where it happened.
    if (!(error instanceof WorkExhausted)) throw error;
  }
  return { target, failures: run.failures };
}

/** One pass over one source. A value that failed leaves no variable behind, so its users know and stay quiet. */
class DocumentRun implements Run {
  readonly failures: MappingFailure[] = [];
  readonly slots: unknown[];
  readonly budget: WorkBudget;
  /** The field being filled, kept here so that filling one makes no function and no text. */
  private filling: CompiledField | undefined;
  private prefix = '';
  private by: FieldOutcome['by'] = 'value';
  private readonly refuse = (failure: Reason): void => {
    if (this.filling) this.note(this.filling, this.prefix + this.filling.name, failure);
  };

  constructor(
    private readonly parts: CompiledParts,
    source: PlainRecord,
    limits: WorkLimits,
    private readonly observer: RunObserver | undefined,
  ) {
    this.slots = new Array<unknown>(parts.slotCount).fill(undefined);
    this.budget = new WorkBudget(limits);
    for (const [name, slot] of parts.sourceSlots) this.slots[slot] = celValue(source[name]);
  }

  fillAll(target: PlainRecord): void {
    const { values, lines, fields, unfilled, rules } = this.parts;
    this.addValues(values, 'values.');
    if (lines) target[lines.field] = this.buildLines(lines);
    this.fill(target, fields, '');
    for (const steps of unfilled) putAt(target, steps, null);
    for (const rule of rules) this.checkRule(rule);
  }

  private addValues(values: readonly NamedValue[], prefix: string): void {
    for (const part of values) {
      const value = this.evaluate(part.expression, part, prefix, part.name);
      this.slots[part.slot] = value;
      if (value !== undefined) this.observer?.value(part, prefix + part.name, value, this);
    }
  }

  private buildLines(lines: NonNullable<CompiledParts['lines']>): PlainRecord[] {
    const built: PlainRecord[] = [];
    let whole: PlainRecord[] | undefined = [];
    this.slots[lines.slot] = whole;
    for (const section of lines.sections) {
      const failuresBefore = this.failures.length;
      const own: PlainRecord[] = [];
      this.buildSection(section, lines.field, built, own);
      if (this.failures.length > failuresBefore) {
        // Sums over lines that are not whole would only report the same failure again in other words.
        this.slots[lines.slot] = whole = undefined;
        continue;
      }
      if (whole) for (const line of own) whole.push(line);
      this.slots[section.slot] = own;
    }
    return built;
  }

  private buildSection(section: CompiledSection, listField: string, built: PlainRecord[], own: PlainRecord[]): void {
    const elements = section.each ? this.evaluate(section.each, section, section.id) : [undefined];
    const valuesPrefix = `${section.id}.values.`;
    if (!Array.isArray(elements)) return;
    for (const element of elements) {
      this.budget.spend(1);
      if (section.elementSlot !== undefined) this.slots[section.elementSlot] = celValue(element);
      this.addValues(section.values, valuesPrefix);
      if (section.when && this.evaluate(section.when, section, section.id) !== true) continue;
      const line: PlainRecord = {};
      this.fill(line, section.fields, `${listField}[${built.length}].`);
      for (const steps of section.unfilled) putAt(line, steps, null);
      built.push(line);
      own.push(line);
    }
    // What belongs to one section is nothing to the next.
    if (section.elementSlot !== undefined) this.slots[section.elementSlot] = undefined;
    for (const { slot } of section.values) this.slots[slot] = undefined;
    this.observer?.section(section, own.length, elements.length - own.length);
  }

  private fill(record: PlainRecord, fields: readonly CompiledField[], prefix: string): void {
    this.prefix = prefix;
    for (const part of fields) {
      this.by = part.expression ? 'value' : 'constant';
      const raw = this.rawValue(part, prefix);
      if (raw === undefined) continue;
      this.filling = part;
      const value = checkField(raw, part.check, this.refuse);
      if (part.steps.length === 1) record[part.name] = value;
      else putAt(record, part.steps, value);
      this.observer?.field(part, prefix + part.name, { by: this.by, raw, value }, this);
    }
  }

  /** What the field comes to before it is fitted; undefined when that failed. */
  private rawValue(part: CompiledField, prefix: string): unknown {
    const { when, expression, fallback, name } = part;
    if (when) {
      const holds = this.evaluate(when, part, prefix, name);
      if (holds === undefined) return undefined;
      if (holds !== true) return this.withoutValue(part, prefix);
    }
    const raw = expression ? this.evaluate(expression, part, prefix, name) : part.constant;
    return fallback && raw !== undefined && isBlank(raw) ? this.withoutValue(part, prefix) : raw;
  }

  private withoutValue(part: CompiledField, prefix: string): unknown {
    this.by = part.fallback ? 'default' : 'condition';
    return part.fallback ? this.evaluate(part.fallback, part, prefix, part.name) : null;
  }

  private checkRule(part: CompiledParts['rules'][number]): void {
    const { rule, when, expect, value } = part;
    if (when && this.evaluate(when, part, rule.field) !== true) {
      this.observer?.rule(part, undefined, this);
      return;
    }
    const holds = this.evaluate(expect, part, rule.field);
    this.observer?.rule(part, holds === undefined ? undefined : holds === true, this);
    if (holds !== false) return;
    const shown = value ? this.evaluate(value, part, rule.field) : null;
    const plain = typeof shown === 'bigint' ? Number(shown) : (shown ?? null);
    this.note(part, rule.field, { rule: rule.id, value: plain, suggestedFix: rule.fix });
  }

  /** The value, or undefined after a failure was noted. The field's name is put together only when it is needed. */
  private evaluate(expression: Expression, part: Part, prefix: string, name = ''): unknown {
    try {
      return expression.run(this);
    } catch (error) {
      // Its cause has been told.
      if (error instanceof MissingValue) return undefined;
      this.note(part, prefix + name, error instanceof FieldRefusal ? error : unexpected(error));
      if (error instanceof WorkExhausted) throw error;
      return undefined;
    }
  }

  private note(part: Part, field: string, { rule, value, suggestedFix }: Reason): void {
    this.failures.push({ field, rule, value, suggestedFix, at: `${this.parts.file}:${part.position.line}` });
  }
}

/** A function of ours that did not expect what it was given, e.g. a currency that is none: still a failure of that field, with its line. */
function unexpected(error: unknown): Reason {
  const text = error instanceof Error ? error.message : String(error);
  return { rule: 'EXPRESSION', value: null, suggestedFix: `mend the value or the expression: ${text}` };
}
