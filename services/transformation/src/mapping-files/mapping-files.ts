import { join } from 'node:path';
import type { CreateSalesOrder, PostReceipt } from '#libs/contracts';
import { loadMapping, type CompiledMapping } from '#libs/mapping';
import { RECEIPT_SOURCE, RECEIPT_TARGET, type ReceiptSource } from '../post-receipt/receipt-source.js';
import {
  SALES_ORDER_SOURCE,
  SALES_ORDER_TARGET,
  type SalesOrderSource,
} from '../create-sales-order/sales-order-source.js';
import { SITE, SITE_QUERY, type Site, type SiteQuery } from './site.js';

/** The mappings this service runs. */
export interface MappingFiles {
  readonly site: CompiledMapping<SiteQuery, Site>;
  readonly salesOrder: CompiledMapping<SalesOrderSource, CreateSalesOrder>;
  readonly receipt: CompiledMapping<ReceiptSource, PostReceipt>;
}

/** Reads and compiles the files of `directory`. Throws `MappingDoesNotCompile`: a service with a broken mapping does not start. */
export function loadMappingFiles(directory: string): MappingFiles {
  return {
    site: loadMapping(join(directory, 'site.yaml'), { source: SITE_QUERY, target: SITE }),
    salesOrder: loadMapping(join(directory, 'sales-order.yaml'), {
      source: SALES_ORDER_SOURCE,
      target: SALES_ORDER_TARGET,
    }),
    receipt: loadMapping(join(directory, 'receipt.yaml'), { source: RECEIPT_SOURCE, target: RECEIPT_TARGET }),
  };
}
