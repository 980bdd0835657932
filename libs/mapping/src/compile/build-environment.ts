import { Environment } from '@marcbachmann/cel-js';
import type { MappingDefinition } from '../document/definition.js';
import { HostFunctions } from '../evaluate/host-functions.js';
import { OWN_FUNCTIONS } from '../functions/own-functions.js';
import type { LookupTable } from '../lookup/lookup-table.js';
import { shape, text, type RecordShape } from '../shape/shape.js';
import { RecordTypes } from './record-types.js';

/** Where the expressions of one mapping are checked. */
export interface MappingEnvironment {
  readonly cel: Environment;
  readonly types: RecordTypes;
  readonly hosts: HostFunctions;
}

/** No mapping needs more; an expression that does is refused when it is compiled. */
const LIMITS = { maxAstNodes: 2000, maxDepth: 100, maxListElements: 500 };

/**
 * The environment of one mapping: its source records as variables, its constants, our functions, and each lookup as a function of its key columns
 * (`company(vendor, currency, region).warehouse`) with a second that asks whether there is a row (`companyHas(vendor, currency, region)`).
 * `complain` is told of names that cannot be used.
 */
export function buildEnvironment(
  source: RecordShape,
  definition: MappingDefinition,
  lookups: ReadonlyMap<string, LookupTable>,
  complain: (path: readonly string[], expected: string) => void,
): MappingEnvironment {
  const cel = new Environment({ homogeneousAggregateLiterals: true, limits: LIMITS });
  const types = new RecordTypes(cel);
  const hosts = new HostFunctions(cel);
  const attempt = (path: readonly string[], work: () => void): void => {
    try {
      work();
    } catch (error) {
      complain(path, `a name that is free: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const [name, field] of Object.entries(source.fields)) cel.registerVariable(name, types.typeOf(field));
  for (const own of OWN_FUNCTIONS) hosts.register(own.signature, own.call);
  for (const [name, value] of Object.entries(definition.constants)) {
    const constant = typeof value === 'number' ? BigInt(value) : value;
    attempt(['constants', name], () => cel.registerConstant(name, celTypeOf(constant), constant));
  }
  for (const [name, { key, asOf }] of Object.entries(definition.lookups)) {
    const table = lookups.get(name);
    attempt(['lookups', name], () =>
      table
        ? registerLookup(types, hosts, name, table)
        : standIn(hosts, name, asOf === undefined ? key : [...key, asOf]),
    );
  }
  return { cel, types, hosts };
}

function registerLookup(types: RecordTypes, hosts: HostFunctions, name: string, table: LookupTable): void {
  const row = shape(`${name}Row`, Object.fromEntries(table.columns.map((column) => [column, text])));
  types.register(row);
  const parameters = table.key.map(() => 'string').join(', ');
  hosts.register(`${name}(${parameters}): ${row.name}`, (...key: string[]) => table.find(key));
  hosts.register(`${name}Has(${parameters}): bool`, (...key: string[]) => table.has(key));
}

/** A table that cannot be used is known by name all the same, so that its users are not reported for it. */
function standIn(hosts: HostFunctions, name: string, key: readonly string[]): void {
  const parameters = key.map(() => 'string').join(', ');
  hosts.register(`${name}(${parameters}): dyn`, () => null);
  hosts.register(`${name}Has(${parameters}): bool`, () => false);
}

/** CEL type of a constant. */
export function celTypeOf(value: string | bigint | boolean): string {
  if (typeof value === 'bigint') return 'int';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
