import { MappingRejected, type MappingFailure } from '../mapping-rejected.js';
import type { CompiledParts } from './compiled-parts.js';
import type { CompiledField, CompiledSection, NamedExpression } from './compiler.js';
import type { Expression, Scope } from './expression.js';
import { checkField } from './target-field.js';
import { putAt } from './target-shape.js';

type PlainRecord = Record<string, unknown>;

/** Runs a compiled document over one source: values, line sections, fields, rules. Throws `MappingRejected` with all failures. */
export function mapDocument(parts: CompiledParts, source: PlainRecord): PlainRecord {
  const run = new DocumentRun(parts, source);
  const target: PlainRecord = {};
  run.addValues(run.scope, parts.values, 'values');
  if (parts.lines) target[parts.lines.field] = run.buildLines(parts.lines);
  Object.assign(target, run.fill(run.scope, parts.fields, ''));
  run.checkRules();
  if (run.failures.length > 0) throw new MappingRejected(parts.name, run.failures);
  return target;
}

/** One pass over one source. A value that failed leaves no variable behind, so its users know and stay quiet. */
class DocumentRun {
  readonly failures: MappingFailure[] = [];
  readonly scope: Scope;

  constructor(
    private readonly parts: CompiledParts,
    source: PlainRecord,
  ) {
    this.scope = { ...parts.types.recordToCelFields(source, parts.source) };
  }

  addValues(scope: Scope, values: readonly NamedExpression[], where: string): void {
    for (const { name, expression } of values) {
      const value = this.evaluate(expression, scope, `${where}.${name}`);
      if (value !== undefined) scope[name] = value;
    }
  }

  buildLines(lines: NonNullable<CompiledParts['lines']>): PlainRecord[] {
    const built: PlainRecord[] = [];
    const seen: unknown[] = [];
    this.scope['lines'] = seen;
    for (const section of lines.sections) {
      const failuresBefore = this.failures.length;
      const ownLines = this.scopesOf(section).map((scope) => {
        const where = `${lines.field}[${built.length}]`;
        const line = this.fill(scope, section.fields, `${where}.`);
        built.push(line);
        return this.parts.types.recordToCel(line, lines.shape);
      });
      if (this.failures.length > failuresBefore) {
        // Sums over lines that are not whole would only report the same failure again in other words.
        delete this.scope['lines'];
        continue;
      }
      seen.push(...ownLines);
      this.scope[section.id] = ownLines;
    }
    return built;
  }

  fill(scope: Scope, fields: readonly CompiledField[], prefix: string): PlainRecord {
    const record: PlainRecord = {};
    for (const { name, expression, check } of fields) {
      const raw = this.evaluate(expression, scope, `${prefix}${name}`);
      if (raw === undefined) continue;
      const { value, failures } = checkField(raw, check);
      for (const failure of failures) this.failures.push({ field: `${prefix}${name}`, ...failure });
      putAt(record, name, value);
    }
    return record;
  }

  checkRules(): void {
    for (const rule of this.parts.rules) {
      if (this.evaluate(rule.expect, this.scope, rule.field) !== false) continue;
      const value = rule.value ? this.evaluate(rule.value, this.scope, rule.field) : null;
      this.failures.push({
        field: rule.field,
        value: typeof value === 'bigint' ? Number(value) : (value ?? null),
        rule: rule.id,
        suggestedFix: rule.fix,
      });
    }
  }

  private scopesOf(section: CompiledSection): Scope[] {
    const elements = section.each ? this.evaluate(section.each, this.scope, section.id) : [undefined];
    if (!Array.isArray(elements)) return [];
    return elements
      .map((element) => {
        const scope = { ...this.scope, ...(section.as ? { [section.as]: element as unknown } : {}) };
        this.addValues(scope, section.values, section.id);
        return scope;
      })
      .filter((scope) => !section.when || this.evaluate(section.when, scope, section.id) === true);
  }

  /** The value, or undefined after a failure was noted. */
  private evaluate(expression: Expression, scope: Scope, field: string): unknown {
    const result = expression.evaluate(scope);
    if (result.ok) return result.value;
    if (result.failure !== 'consequence') this.failures.push({ field, ...result.failure });
    return undefined;
  }
}
