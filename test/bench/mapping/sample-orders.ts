import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderContent } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { readOrdersFile } from '../../../services/sandbox/src/shop/orders-file.js';
import { shopOrderOf } from '../../../services/sandbox/src/shop/shop-order.js';
import type { SalesOrderSource } from '../../../services/transformation/src/create-sales-order/sales-order-source.js';
import {
  loadMappingFiles,
  type MappingFiles,
} from '../../../services/transformation/src/mapping-files/mapping-files.js';
import { salesOrderEffectId } from '../../../services/transformation/src/order/effect-id.js';

const SERVICES = join(import.meta.dirname, '../../../services');

/** The mappings as they are released. */
export function standardMappings(): MappingFiles {
  return loadMappingFiles(join(SERVICES, 'transformation/mappings'));
}

/** The 423 real sales, each paid in full by one card, as transformation hands them to its mapping. */
export function sampleSources(mappings: MappingFiles): SalesOrderSource[] {
  const file = join(SERVICES, 'sandbox/data/online-retail/orders-2010-12.csv');
  const { sales } = readOrdersFile(readFileSync(file, 'utf8'));
  return sales.map((document, index) => {
    const vendorTxCode = `gifts-${document.reference}-1`;
    const told = shopOrderOf(document, { shop: 'gifts', placedOn: '2026-11-23', vendorTxCodes: [vendorTxCode] });
    // The sandbox's amounts carry no brand: it shares no code with the pipeline.
    const content = { ...told.placed, placedAt: Date.parse(told.placed.placedAt) } as unknown as OrderContent;
    return sourceOf(mappings, { reference: document.reference, content, vendorTxCode, index });
  });
}

interface Sale {
  readonly reference: string;
  readonly content: OrderContent;
  readonly vendorTxCode: string;
  readonly index: number;
}

function sourceOf(mappings: MappingFiles, { reference, content, vendorTxCode, index }: Sale): SalesOrderSource {
  const { currency, deliveryAddress, totalMinor, placedAt } = content;
  const query = { vendor: 'clarityshop', shop: 'gifts', currency, countryCode: deliveryAddress.countryCode };
  const site = mappings.site.map({ ...query, authProcessor: '', merchantNumber: '' });
  const orderId = `gifts/${reference}`;
  const transactionId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return {
    order: { ...content, orderId, shop: 'gifts', orderReference: reference, version: 1 },
    site,
    effectId: salesOrderEffectId(site.company, orderId),
    captures: [
      {
        ...{
          transactionId,
          vendorTxCode,
          vendor: 'clarityshop',
          amountMinor: totalMinor,
          currency,
          capturedAt: placedAt,
        },
        ...{ cardType: 'VISA', fraudResponse: 'ACCEPT', authProcessor: null, merchantNumber: null },
        reversedMinor: minorUnits(0),
      },
    ],
    decision: { hold: null },
    ensuredCustomer: null,
    settings: {
      taxRounding: 'byLine',
      timeZone: 'Europe/London',
      purchaseOrderField: 'ours',
      roundingTolerancePerLineMinor: 0,
      askAvailability: false,
    },
  };
}
