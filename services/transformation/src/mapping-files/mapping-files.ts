import type { ApplyReceipt, CreateSalesOrder, PostReceipt, PostUnappliedReceipt } from '#libs/contracts';
import {
  compileMapping,
  MappingDoesNotCompile,
  type CompiledMapping,
  type MappingKind,
  type MappingProblem,
} from '#libs/mapping';
import type { ApplyReceiptSource } from '../apply-receipt/apply-receipt-source.js';
import type { CustomerSource, MappedCustomer } from '../ensure-customer/customer-source.js';
import type { SalesOrderSource } from '../create-sales-order/sales-order-source.js';
import type { ReceiptSource } from '../post-receipt/receipt-source.js';
import type { UnappliedReceiptSource } from '../unapplied-receipt/unapplied-receipt-source.js';
import { MAPPING_KINDS, type MappingFileName } from './mapping-kinds.js';
import { readRelease, type Release } from './release.js';
import type { Site, SiteQuery } from './site.js';

/** The mappings of one release; they change together or not at all. */
export interface MappingFiles {
  readonly site: CompiledMapping<SiteQuery, Site>;
  readonly salesOrder: CompiledMapping<SalesOrderSource, CreateSalesOrder>;
  readonly receipt: CompiledMapping<ReceiptSource, PostReceipt>;
  readonly unappliedReceipt: CompiledMapping<UnappliedReceiptSource, PostUnappliedReceipt>;
  readonly applyReceipt: CompiledMapping<ApplyReceiptSource, ApplyReceipt>;
  /** Undefined where the release has none: then no customer is ours. */
  readonly customer: CompiledMapping<CustomerSource, MappedCustomer> | undefined;
}

/** A mapping of a release, with its file. */
export interface NamedMapping {
  readonly file: MappingFileName;
  readonly mapping: CompiledMapping<never, unknown>;
}

/** All mappings of a release, in the order in which people are told of them. */
export function mappingsIn(files: MappingFiles): NamedMapping[] {
  const { site, salesOrder, receipt, unappliedReceipt, applyReceipt, customer } = files;
  return [
    { file: 'site.yaml', mapping: site },
    { file: 'sales-order.yaml', mapping: salesOrder },
    { file: 'receipt.yaml', mapping: receipt },
    { file: 'unapplied-receipt.yaml', mapping: unappliedReceipt },
    { file: 'apply-receipt.yaml', mapping: applyReceipt },
    ...(customer ? [{ file: 'customer.yaml' as const, mapping: customer }] : []),
  ];
}

/** Reads and compiles the active release of `directory`. Throws `MappingDoesNotCompile`: a service with a broken mapping does not start. */
export function loadMappingFiles(directory: string): MappingFiles {
  return compileRelease(readRelease(directory));
}

/** Compiles a release that was read. Throws `MappingDoesNotCompile` with the problems of all its files. */
export function compileRelease(release: Release): MappingFiles {
  const problems: MappingProblem[] = [];
  const compile = <Source, Target>(file: MappingFileName): CompiledMapping<Source, Target> | undefined => {
    try {
      const kind: MappingKind = MAPPING_KINDS[file];
      return compileMapping<Source, Target>(fileOf(release, file), file, kind, (name) => fileOf(release, name));
    } catch (error) {
      if (!(error instanceof MappingDoesNotCompile)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const site = compile<SiteQuery, Site>('site.yaml');
  const salesOrder = compile<SalesOrderSource, CreateSalesOrder>('sales-order.yaml');
  const receipt = compile<ReceiptSource, PostReceipt>('receipt.yaml');
  const unappliedReceipt = compile<UnappliedReceiptSource, PostUnappliedReceipt>('unapplied-receipt.yaml');
  const applyReceipt = compile<ApplyReceiptSource, ApplyReceipt>('apply-receipt.yaml');
  const customer = release.files.has('customer.yaml')
    ? compile<CustomerSource, MappedCustomer>('customer.yaml')
    : undefined;
  if (site && salesOrder && receipt && unappliedReceipt && applyReceipt && problems.length === 0)
    return { site, salesOrder, receipt, unappliedReceipt, applyReceipt, customer };
  throw new MappingDoesNotCompile(problems);
}

/** `1.2.0+5c1e09a27b3f`: the version a file claims and the beginning of its content's hash. As SemVer's build metadata it orders nothing. */
export function exactVersionOf({ version, contentHash }: { version: string; contentHash: string }): string {
  return `${version}+${contentHash.slice(0, 12)}`;
}

function fileOf(release: Release, file: string): string {
  const text = release.files.get(file);
  if (text !== undefined) return text;
  if (!(file in MAPPING_KINDS))
    throw new Error(`there is no such file; the release has ${[...release.files.keys()].join(', ')}`);
  const expected = `the file ${file}; the release ${release.name || 'in the mappings directory'} has ${[...release.files.keys()].join(', ') || 'no files'}`;
  throw new MappingDoesNotCompile([{ file, line: 1, column: 1, field: '(document)', expected }]);
}
