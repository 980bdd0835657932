import { Decimal } from '#libs/money';
import type { BookDraft } from '../books/collection.js';
import { companyOf } from '../syspro/company/company.js';
import { CUSTOMERS, STOCK } from '../syspro/company/records.js';
import { storedKey } from '../syspro/keys.js';
import { countryOf } from './countries.js';
import type { FileDocument, FileLine } from './orders-file.js';
import type { Plan } from './plan.js';
import type { PlantedKind } from './planted.js';
import { lineKindOf } from './shop-order.js';
import { personFor } from './synthetic.js';

/** Removes every customer and stock code, so that a file can have its own. */
export function emptySyspro(draft: BookDraft): void {
  for (const { customer } of draft.all(CUSTOMERS)) draft.remove(CUSTOMERS, customer);
  for (const { stockCode } of draft.all(STOCK)) draft.remove(STOCK, stockCode);
}

/** Open-item accounts of guests: in the tax region, and outside it. */
export const GUEST_ACCOUNTS = { taxed: 'GUESTGB', untaxed: 'GUESTX' };

/**
 * Puts into SYSPRO every customer and stock code of the file, but those that are planted as missing. What SYSPRO already has is left as
 * it is, so that a person's changes survive the next start.
 */
export function stockUpSyspro(draft: BookDraft, plan: Plan): void {
  const lacks = (kind: PlantedKind, code: string): boolean =>
    plan.planted.some((planted) => planted.kind === kind && planted.missing === code);
  addCustomer(draft, GUEST_ACCOUNTS.taxed, 'Guests in the United Kingdom', true);
  addCustomer(draft, GUEST_ACCOUNTS.untaxed, 'Guests elsewhere', false);
  for (const sale of plan.file.sales) {
    if (sale.customerId !== '' && !lacks('CUSTOMER_MISSING', sale.customerId)) {
      addCustomer(draft, sale.customerId, personFor(sale.customerId).name, isTaxed(sale));
    }
    for (const line of sale.lines) {
      if (!lacks('STOCK_CODE_MISSING', line.stockCode.toUpperCase())) addStock(draft, line, isTaxed(sale));
    }
  }
}

function isTaxed({ country }: FileDocument): boolean {
  return countryOf(country)?.taxed ?? false;
}

function addCustomer(draft: BookDraft, code: string, name: string, taxed: boolean): void {
  const customer = storedKey(code);
  if (draft.get(CUSTOMERS, customer)) return;
  const { currency } = companyOf(draft);
  draft.put(CUSTOMERS, customer, { customer, name, currency, taxStatus: taxed ? 'N' : 'E', onHold: false });
}

function addStock(draft: BookDraft, line: FileLine, taxed: boolean): void {
  const stockCode = line.stockCode.toUpperCase();
  if (lineKindOf(stockCode) !== 'STOCK' || draft.get(STOCK, stockCode)) return;
  const price = Decimal.parse(line.unitPrice);
  draft.put(STOCK, stockCode, {
    stockCode,
    description: line.description.slice(0, 50),
    stockUom: 'EA',
    productClass: 'GIFT',
    taxCode: 'S',
    warehouses: companyOf(draft).warehouses,
    listPrice: (taxed ? price.dividedBy(Decimal.parse('1.2'), 5) : price.round(5)).toString(),
  });
}
