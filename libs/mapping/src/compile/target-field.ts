import type { FieldDefinition, MappingDefinition } from '../document/definition.js';
import type { MappingFailure } from '../mapping-rejected.js';
import type { FieldShape } from '../shape/shape.js';
import { cut, lengthOf, shorten } from '../text/fit.js';
import { charactersOutsideWindows1252 } from '../text/windows-1252.js';

type Refuse = (failure: Pick<MappingFailure, 'rule' | 'value' | 'suggestedFix'>) => void;

/** What holds of a target field: its shape, the document's rule for it and its code page. */
export interface FieldCheck {
  readonly shape: FieldShape;
  readonly rule: FieldDefinition;
  readonly codePage: MappingDefinition['codePage'];
}

/** Whether an expression of CEL type `type` can fill a field of this shape; `dyn` is decided value by value. */
export function canFill(type: string, shape: FieldShape): boolean {
  if (type === 'dyn' || type === expectedType(shape)) return true;
  if (shape.nullable && type === 'null') return true;
  return shape.kind === 'list' && (type === 'list' || type === 'list<dyn>' || type === 'list<T>');
}

/** CEL type that fills the field. */
export function expectedType(shape: FieldShape): string {
  if (shape.kind === 'list') return `list<${expectedType(shape.item)}>`;
  return shape.kind === 'record' ? shape.record.name : shape.kind;
}

/** A constant of a file as expressions have it. */
export function celConstant(constant: string | number | boolean | null): unknown {
  return typeof constant === 'number' ? BigInt(constant) : constant;
}

const FAILED = Symbol('failed');

/** The plain value of a target field (bigint → number), fitted to its rule; each failure goes to `refuse`, and the value is still what it came to. */
export function checkField(value: unknown, check: FieldCheck, refuse: Refuse): unknown {
  const plain = plainValue(value, check.shape);
  if (plain === FAILED) {
    const suggestedFix =
      value === null
        ? 'give a value: there is none, and the field cannot be null'
        : `give a value of type ${expectedType(check.shape)}`;
    refuse({ rule: 'WRONG_TYPE', value: shownValue(value), suggestedFix });
    return null;
  }
  const { rule } = check;
  if (rule.required && isBlank(plain)) {
    refuse({ rule: 'REQUIRED', value: plain, suggestedFix: 'give it a value: SYSPRO needs one' });
  }
  if (typeof plain === 'string') return fit(plain, check, refuse);
  if (!Array.isArray(plain)) return plain;
  if (rule.maxItems !== undefined && plain.length > rule.maxItems) {
    refuse({ rule: 'TOO_MANY', value: plain, suggestedFix: `give at most ${rule.maxItems}` });
  }
  return plain.map((item: unknown) => (typeof item === 'string' ? fit(item, check, refuse) : item));
}

function shownValue(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Whether a value counts as none: null, blanks, an empty list. */
export function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === null || (Array.isArray(value) && value.length === 0);
}

function fit(value: string, { rule, codePage }: FieldCheck, refuse: Refuse): string {
  if (codePage === 'windows-1252') {
    const outside = charactersOutsideWindows1252(value);
    if (outside.length > 0) {
      const suggestedFix = `write it without ${outside.slice(0, 10).join(' ')}: SYSPRO's documents are Windows-1252`;
      refuse({ rule: 'CODE_PAGE', value, suggestedFix });
    }
  }
  const { maxLength, tooLong } = rule;
  // A text has never more characters than UTF-16 units.
  if (maxLength === undefined || value.length <= maxLength || lengthOf(value) <= maxLength) return value;
  if (tooLong === 'cut') return cut(value, maxLength);
  if (tooLong === 'shorten') return shorten(value, maxLength);
  refuse({ rule: 'TOO_LONG', value, suggestedFix: `shorten it to ${maxLength} characters` });
  return value;
}

function plainValue(value: unknown, shape: FieldShape): unknown {
  if (value === null) return shape.nullable ? null : FAILED;
  if (typeof value === 'string') return shape.kind === 'string' ? value : FAILED;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return shape.kind === 'int' && Number.isSafeInteger(number) ? number : FAILED;
  }
  if (typeof value === 'boolean') return shape.kind === 'bool' ? value : FAILED;
  if (shape.kind !== 'list' || !Array.isArray(value)) return FAILED;
  const items = value.map((item) => plainValue(item, shape.item));
  return items.includes(FAILED) ? FAILED : items;
}
