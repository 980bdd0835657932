import type { Environment } from '@marcbachmann/cel-js';
import type { FieldDefinition, MappingDocument, SectionDefinition } from '../document/mapping-document.js';
import type { MappingProblem } from '../document/mapping-problem.js';
import type { DocumentPath } from '../document/read-document.js';
import type { FieldShape, RecordShape } from '../shape/shape.js';
import { compileExpression, type Expression } from './expression.js';
import { canFill, expectedType, type FieldCheck } from './target-field.js';
import { fillableFields } from './target-shape.js';

/** A value with a name, computed before what uses it. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** A target field with its expression and what must hold of the value. */
export interface CompiledField extends NamedExpression {
  readonly check: FieldCheck;
}

/** One line section: a line for each element of `each`, or one line when `when` holds. */
export interface CompiledSection {
  readonly id: string;
  readonly each: Expression | undefined;
  readonly as: string;
  readonly when: Expression | undefined;
  readonly values: readonly NamedExpression[];
  readonly fields: readonly CompiledField[];
}

/** A rule about the whole document. */
export interface CompiledRule {
  readonly id: string;
  readonly field: string;
  readonly fix: string;
  readonly expect: Expression;
  readonly value: Expression | undefined;
}

/** Compiles the parts of one document and collects what is wrong with them; nothing is thrown before all of it is known. */
export class Compiler {
  readonly problems: MappingProblem[] = [];

  constructor(
    private readonly codePage: MappingDocument['codePage'],
    private readonly problemAt: (path: DocumentPath, expected: string) => MappingProblem,
  ) {}

  complain(path: DocumentPath, expected: string): void {
    this.problems.push(this.problemAt(path, expected));
  }

  expression(cel: Environment, source: string, path: DocumentPath, ...types: string[]): Expression | undefined {
    const compiled = compileExpression(cel, source);
    if (compiled.expected !== undefined) {
      this.complain(path, compiled.expected);
      return undefined;
    }
    const { type } = compiled.expression;
    if (types.length === 0 || type === 'dyn' || types.some((wanted) => type.startsWith(wanted))) {
      return compiled.expression;
    }
    this.complain(path, `${types.join(' or ')}; the expression gives ${type}`);
    return undefined;
  }

  /** Values in their order; each may use those above it, so that a circle cannot be written. */
  values(cel: Environment, values: Readonly<Record<string, string>>, path: DocumentPath): NamedExpression[] {
    return Object.entries(values).flatMap(([name, source]) => {
      const here = [...path, name];
      if (cel.hasVariable(name)) {
        this.complain(here, 'a name that is free; this one is taken');
        return [];
      }
      const expression = this.expression(cel, source, here);
      // An unusable value is known by name all the same, so that its users are not reported for it.
      cel.registerVariable(name, expression?.type ?? 'dyn');
      return expression ? [{ name, expression }] : [];
    });
  }

  fields(
    cel: Environment,
    fields: Readonly<Record<string, FieldDefinition>>,
    target: RecordShape,
    path: DocumentPath,
  ): CompiledField[] {
    const fillable = fillableFields(target);
    const missing = [...fillable].filter(([name, shape]) => !shape.nullable && !(name in fields));
    if (missing.length > 0) {
      this.complain(
        path,
        `an expression for ${missing.map(([name]) => name).join(', ')}: ${target.name} has to have it`,
      );
    }
    return Object.entries(fields).flatMap(([name, rule]) => {
      const shape = fillable.get(name);
      if (!shape) {
        this.complain([...path, name], `a field of ${target.name}: ${[...fillable.keys()].join(', ')}`);
        return [];
      }
      const expression = this.fieldExpression(cel, rule, shape, [...path, name]);
      return expression ? [{ name, expression, check: { shape, rule, codePage: this.codePage } }] : [];
    });
  }

  section(cel: Environment, section: SectionDefinition, line: RecordShape, path: DocumentPath): CompiledSection {
    if ((section.each === undefined) !== (section.as === undefined)) {
      this.complain(path, '`each` (a list) together with `as` (the name of one element)');
    }
    const own = cel.clone();
    const each = section.each === undefined ? undefined : this.expression(own, section.each, [...path, 'each'], 'list');
    const as = section.as ?? '';
    if (as !== '') {
      if (own.hasVariable(as)) this.complain([...path, 'as'], 'a name that is free; this one is taken');
      else own.registerVariable(as, itemType(each?.type));
    }
    return {
      id: section.id,
      each,
      as,
      values: this.values(own, section.values, [...path, 'values']),
      when: section.when === undefined ? undefined : this.expression(own, section.when, [...path, 'when'], 'bool'),
      fields: this.fields(own, section.fields, line, [...path, 'fields']),
    };
  }

  rules(cel: Environment, rules: MappingDocument['rules']): CompiledRule[] {
    return rules.flatMap((rule, index) => {
      const path = ['rules', index];
      const expect = this.expression(cel, rule.expect, [...path, 'expect'], 'bool');
      const value = rule.value === undefined ? undefined : this.expression(cel, rule.value, [...path, 'value']);
      return expect ? [{ id: rule.id, field: rule.field, fix: rule.fix, expect, value }] : [];
    });
  }

  private fieldExpression(
    cel: Environment,
    rule: FieldDefinition,
    shape: FieldShape,
    path: DocumentPath,
  ): Expression | undefined {
    if (rule.tooLong === 'shorten' && (rule.maxLength ?? 0) < 8) {
      this.complain(path, 'a maxLength of at least 8 for `tooLong: shorten`');
    }
    const expression = this.expression(cel, rule.value, path);
    if (!expression || canFill(expression.type, shape)) return expression;
    this.complain(
      path,
      `${expectedType(shape)}${shape.nullable ? ' or null' : ''}; the expression gives ${expression.type}`,
    );
    return undefined;
  }
}

function itemType(listType: string | undefined): string {
  return /^list<(.*)>$/.exec(listType ?? '')?.[1] ?? 'dyn';
}
