import { Environment } from '@marcbachmann/cel-js';
import type { MappingDocument } from '../document/mapping-document.js';
import { OWN_FUNCTIONS } from '../functions/own-functions.js';
import type { LookupTable } from '../lookup/lookup-table.js';
import { shape, text, type RecordShape } from '../shape/shape.js';
import { RecordTypes } from './record-types.js';

/** Where the expressions of one mapping are checked and run. */
export interface MappingEnvironment {
  readonly cel: Environment;
  readonly types: RecordTypes;
}

/** Handlers here never wait; without saying so every call would be wrapped for a promise. */
const SYNCHRONOUS = { async: false };

/**
 * The environment of one mapping: its source records as variables, its constants, our functions, and each lookup as a function of its
 * key columns (`company(vendor, currency, region).warehouse`). `complain` is told of names that cannot be used.
 */
export function buildEnvironment(
  source: RecordShape,
  document: MappingDocument,
  lookups: ReadonlyMap<string, LookupTable>,
  complain: (path: readonly string[], expected: string) => void,
): MappingEnvironment {
  const cel = new Environment({ homogeneousAggregateLiterals: true });
  const types = new RecordTypes(cel);
  const attempt = (path: readonly string[], work: () => void): void => {
    try {
      work();
    } catch (error) {
      complain(path, `a name that is free: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const [name, field] of Object.entries(source.fields)) cel.registerVariable(name, types.typeOf(field));
  for (const own of OWN_FUNCTIONS) {
    cel.registerFunction(own.signature, (...values: unknown[]) => whole(own.call(...values)), SYNCHRONOUS);
  }
  for (const [name, value] of Object.entries(document.constants)) {
    const constant = typeof value === 'number' ? BigInt(value) : value;
    attempt(['constants', name], () => cel.registerConstant(name, celTypeOf(constant), constant));
  }
  for (const [name, table] of lookups) {
    attempt(['lookups', name], () => registerLookup(cel, types, name, table));
  }
  return { cel, types };
}

function registerLookup(cel: Environment, types: RecordTypes, name: string, table: LookupTable): void {
  const row = shape(`${name}Row`, Object.fromEntries(table.columns.map((column) => [column, text])));
  types.register(row);
  const parameters = table.key.map(() => 'string').join(', ');
  cel.registerFunction(
    `${name}(${parameters}): ${row.name}`,
    (...key: string[]) => types.recordToCel(table.find(key), row),
    SYNCHRONOUS,
  );
}

function celTypeOf(value: string | bigint | boolean): string {
  if (typeof value === 'bigint') return 'int';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

function whole(value: unknown): unknown {
  return typeof value === 'number' ? BigInt(value) : value;
}
