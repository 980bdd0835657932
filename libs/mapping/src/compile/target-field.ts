import type { FieldDefinition, MappingDocument } from '../document/mapping-document.js';
import type { MappingFailure } from '../mapping-rejected.js';
import type { FieldShape } from '../shape/shape.js';
import { cut, lengthOf, shorten } from '../text/fit.js';
import { charactersOutsideWindows1252 } from '../text/windows-1252.js';

type Failure = Omit<MappingFailure, 'field'>;
/** What holds of a target field: its shape, the document's rule for it and its code page. */
export interface FieldCheck {
  readonly shape: FieldShape;
  readonly rule: FieldDefinition;
  readonly codePage: MappingDocument['codePage'];
}

/** Whether an expression of CEL type `type` can fill a field of this shape; `dyn` is decided value by value. */
export function canFill(type: string, shape: FieldShape): boolean {
  if (type === 'dyn' || type === expectedType(shape)) return true;
  if (shape.nullable && type === 'null') return true;
  return shape.kind === 'list' && (type === 'list' || type === 'list<dyn>');
}

/** CEL type that fills the field. */
export function expectedType(shape: FieldShape): string {
  if (shape.kind === 'list') return `list<${expectedType(shape.item)}>`;
  return shape.kind === 'record' ? shape.record.name : shape.kind;
}

/** The plain value of a target field (bigint → number), fitted to its rule, with every failure found on the way. */
export function checkField(
  value: unknown,
  check: FieldCheck,
): { readonly value: unknown; readonly failures: Failure[] } {
  const failures: Failure[] = [];
  const plain = plainValue(value, check.shape, (found) =>
    failures.push({
      rule: 'WRONG_TYPE',
      value: String(found),
      suggestedFix: `give a value of type ${expectedType(check.shape)}`,
    }),
  );
  if (failures.length > 0) return { value: null, failures };
  if (check.rule.required && isBlank(plain)) {
    failures.push({ rule: 'REQUIRED', value: plain, suggestedFix: 'give it a value: SYSPRO needs one' });
  }
  if (Array.isArray(plain) && check.rule.maxItems !== undefined && plain.length > check.rule.maxItems) {
    failures.push({ rule: 'TOO_MANY', value: plain, suggestedFix: `give at most ${check.rule.maxItems}` });
  }
  const fitted = Array.isArray(plain) ? plain.map((item) => fit(item, check, failures)) : fit(plain, check, failures);
  return { value: fitted, failures };
}

function fit(value: unknown, { rule, codePage }: FieldCheck, failures: Failure[]): unknown {
  if (typeof value !== 'string') return value;
  const outside = codePage === 'windows-1252' ? charactersOutsideWindows1252(value) : [];
  if (outside.length > 0) {
    failures.push({
      rule: 'CODE_PAGE',
      value,
      suggestedFix: `write it without ${outside.slice(0, 10).join(' ')}: SYSPRO's documents are Windows-1252`,
    });
  }
  if (rule.maxLength === undefined || lengthOf(value) <= rule.maxLength) return value;
  if (rule.tooLong === 'cut') return cut(value, rule.maxLength);
  if (rule.tooLong === 'shorten') return shorten(value, rule.maxLength);
  failures.push({ rule: 'TOO_LONG', value, suggestedFix: `shorten it to ${rule.maxLength} characters` });
  return value;
}

function plainValue(value: unknown, shape: FieldShape, refuse: (found: unknown) => void): unknown {
  if (value === null && shape.nullable) return null;
  if (shape.kind === 'string' && typeof value === 'string') return value;
  if (shape.kind === 'bool' && typeof value === 'boolean') return value;
  if (shape.kind === 'int' && typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.map((item) => plainValue(item, shape.item, refuse));
  }
  refuse(value);
  return null;
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || (typeof value === 'string' && value.trim() === '');
}
