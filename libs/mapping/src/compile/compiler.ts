import type { Environment } from '@marcbachmann/cel-js';
import type { FieldDefinition, MappingDefinition, RuleDefinition, SectionDefinition } from '../document/definition.js';
import type { ReadDocument } from '../document/read-document.js';
import type { DocumentPath } from '../document/text-position.js';
import type { MappingProblem } from '../problem/mapping-problem.js';
import { nearest } from '../problem/nearest.js';
import type { FieldShape, RecordShape } from '../shape/shape.js';
import type { CompiledField, CompiledRule, CompiledSection, NamedValue, Part } from './compiled-parts.js';
import { compileExpression, type Expression } from './expression.js';
import type { ExpressionSetting } from './expression-setting.js';
import { canFill, celConstant, expectedType } from './target-field.js';
import { fillableFields, unfilledFields } from './target-shape.js';

/** What a mapping may refer to besides its own parts. */
export interface CompilerSetting extends ExpressionSetting {
  readonly codePage: MappingDefinition['codePage'];
  /** Names of repairs that exist. */
  readonly repairs: readonly string[];
}

/** Compiles the parts of one document and collects what is wrong with them; nothing is thrown before all of it is known. */
export class Compiler {
  readonly problems: MappingProblem[] = [];

  constructor(
    private readonly read: ReadDocument,
    private readonly setting: CompilerSetting,
  ) {}

  complain(path: DocumentPath, expected: string, didYouMean?: string): void {
    this.problems.push(this.read.problemAt(path, { expected, didYouMean }));
  }

  expression(cel: Environment, source: string, path: DocumentPath, ...types: string[]): Expression | undefined {
    const compiled = compileExpression(cel, source, this.setting);
    if (compiled.complaint) {
      this.problems.push(this.read.problemAt(path, compiled.complaint, compiled.character));
      return undefined;
    }
    const { type } = compiled.expression;
    if (types.length === 0 || type === 'dyn' || types.some((wanted) => type.startsWith(wanted))) {
      return compiled.expression;
    }
    this.complain(path, `${types.join(' or ')}; the expression gives ${type}`);
    return undefined;
  }

  /** Values in their order; each may use those above it, so that a circle cannot run. */
  values(cel: Environment, values: Readonly<Record<string, string>>, path: DocumentPath): NamedValue[] {
    return Object.entries(values).flatMap(([name, source]) => {
      const here = [...path, name];
      const expression = this.expression(cel, source, here);
      if (!this.declare(cel, name, expression?.type ?? 'dyn', here)) return [];
      return expression ? [{ ...this.part(here), name, slot: this.setting.slots.of(name), expression }] : [];
    });
  }

  fields(
    cel: Environment,
    fields: Readonly<Record<string, FieldDefinition>>,
    target: RecordShape,
    path: DocumentPath,
  ): CompiledField[] {
    const fillable = fillableFields(target);
    const missing = [...fillable].filter(([name, shape]) => !shape.nullable && !(name in fields)).map(([name]) => name);
    if (missing.length > 0) {
      this.complain(path, `an expression for ${missing.join(', ')}: ${target.name} has to have it`);
    }
    return Object.entries(fields).flatMap(([name, definition]) => {
      const here = [...path, name];
      const shape = fillable.get(name);
      if (shape) return this.field(cel, name, definition, shape, here);
      const unfilled = [...fillable.keys()].filter((each) => !(each in fields));
      const expected = `a field of ${target.name} (${[...fillable.keys()].join(', ')}); '${name}' is none`;
      this.complain(here, expected, nearest(name, unfilled));
      return [];
    });
  }

  section(cel: Environment, section: SectionDefinition, line: RecordShape, path: DocumentPath): CompiledSection {
    if ((section.each === undefined) !== (section.as === undefined)) {
      this.complain(path, '`each` (a list) together with `as` (the name of one element)');
    }
    const { slots } = this.setting;
    const own = cel.clone();
    const each = section.each === undefined ? undefined : this.expression(own, section.each, [...path, 'each'], 'list');
    const as = section.as ?? '';
    if (as !== '') this.declare(own, as, itemType(each?.type), [...path, 'as']);
    const values = this.values(own, section.values, [...path, 'values']);
    return {
      ...this.part(path),
      ...{ name: section.id, slot: slots.of(section.id), each, as, values },
      elementSlot: as === '' ? undefined : slots.of(as),
      when: this.condition(own, section.when, path),
      fields: this.fields(own, section.fields, line, [...path, 'fields']),
      unfilled: unfilledFields(line, section.fields),
    };
  }

  rules(cel: Environment, rules: readonly RuleDefinition[], ruleFields: readonly string[]): CompiledRule[] {
    const seen = new Set<string>();
    return rules.flatMap((rule, index) => {
      const path = ['rules', index];
      if (seen.has(rule.id)) this.complain([...path, 'id'], `an id of its own; '${rule.id}' is taken`);
      seen.add(rule.id);
      if (!ruleFields.includes(rule.field)) {
        this.complain(
          [...path, 'field'],
          `a field of the target (${ruleFields.join(', ')})`,
          nearest(rule.field, ruleFields),
        );
      }
      const expect = this.expression(cel, rule.expect, [...path, 'expect'], 'bool');
      const value = rule.value === undefined ? undefined : this.expression(cel, rule.value, [...path, 'value']);
      const when = this.condition(cel, rule.when, path);
      return expect ? [{ ...this.part(path), rule, when, expect, value }] : [];
    });
  }

  /** Makes a name known; complains when it is taken. */
  declare(cel: Environment, name: string, type: string, path: DocumentPath): boolean {
    try {
      if (!cel.hasVariable(name) && !this.setting.hosts.allNames.has(name)) {
        cel.registerVariable(name, type);
        return true;
      }
      this.complain(path, `a name that is free; '${name}' is taken`);
    } catch {
      this.complain(path, `another name; '${name}' is a word of CEL`);
    }
    return false;
  }

  private condition(cel: Environment, source: string | undefined, path: DocumentPath): Expression | undefined {
    return source === undefined ? undefined : this.expression(cel, source, [...path, 'when'], 'bool');
  }

  private field(
    cel: Environment,
    name: string,
    definition: FieldDefinition,
    shape: FieldShape,
    path: DocumentPath,
  ): CompiledField[] {
    this.checkPolicies(definition, shape, path);
    const { value, constant } = definition;
    const expression = value === undefined ? undefined : this.filling(cel, value, shape, path, 'value');
    if (constant !== undefined) this.checkConstant(constant, shape, path);
    const when = this.condition(cel, definition.when, path);
    const fallback =
      definition.default === undefined ? undefined : this.filling(cel, definition.default, shape, path, 'default');
    if (definition.when !== undefined && definition.default === undefined && !shape.nullable) {
      this.complain(
        [...path, 'when'],
        `a \`default\` beside it: ${name} has to have a value also where the condition does not hold`,
      );
    }
    if (value !== undefined && !expression) return [];
    const check = { shape, rule: definition, codePage: this.setting.codePage };
    return [
      {
        ...this.part(path),
        ...{ name, steps: name.split('.'), expression, when, fallback, check },
        constant: constant === undefined ? undefined : celConstant(constant),
      },
    ];
  }

  private checkPolicies(definition: FieldDefinition, shape: FieldShape, path: DocumentPath): void {
    const isText = shape.kind === 'string' || (shape.kind === 'list' && shape.item.kind === 'string');
    if (definition.tooLong === 'shorten' && (definition.maxLength ?? 0) < 8) {
      this.complain([...path, 'tooLong'], 'a maxLength of at least 8 for `tooLong: shorten`');
    } else if (definition.tooLong !== 'reject' && definition.maxLength === undefined) {
      this.complain([...path, 'tooLong'], 'a maxLength beside it: without one nothing is too long');
    }
    if (definition.maxLength !== undefined && !isText) {
      this.complain([...path, 'maxLength'], `no maxLength: the field is ${expectedType(shape)}`);
    }
    if (definition.maxItems !== undefined && shape.kind !== 'list') {
      this.complain([...path, 'maxItems'], `no maxItems: the field is ${expectedType(shape)}`);
    }
    for (const [index, repair] of (definition.repair ?? []).entries()) {
      const { repairs } = this.setting;
      if (repairs.includes(repair)) continue;
      this.complain(
        [...path, 'repair', index],
        `a repair that exists (${repairs.join(', ') || 'there is none'})`,
        nearest(repair, repairs),
      );
    }
  }

  private checkConstant(constant: string | number | boolean | null, shape: FieldShape, path: DocumentPath): void {
    const type =
      constant === null ? 'null' : { string: 'string', number: 'int', boolean: 'bool' }[typeof constant as 'string'];
    if (canFill(type, shape)) return;
    this.complain(
      [...path, 'constant'],
      `${expectedType(shape)}${shape.nullable ? ' or null' : ''}; the constant is ${type}`,
    );
  }

  private filling(
    cel: Environment,
    source: string,
    shape: FieldShape,
    path: DocumentPath,
    key: 'value' | 'default',
  ): Expression | undefined {
    // A field written as a mere expression has no `value` of its own in the file; its place is found all the same.
    const here = this.read.hasPart([...path, key]) ? [...path, key] : path;
    const expression = this.expression(cel, source, here);
    if (!expression || canFill(expression.type, shape)) return expression;
    const expected = `${expectedType(shape)}${shape.nullable ? ' or null' : ''}; the expression gives ${expression.type}`;
    this.complain(here, expected);
    return undefined;
  }

  private part(path: DocumentPath): Part {
    return { id: this.read.idOf(path), position: this.read.positions.of(path), path };
  }
}

function itemType(listType: string | undefined): string {
  return /^list<(.*)>$/.exec(listType ?? '')?.[1] ?? 'dyn';
}
