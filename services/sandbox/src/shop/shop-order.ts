import { instantAt, type CalendarDate } from '#libs/calendar';
import { Decimal, minorUnits, sumMinor } from '#libs/money';
import { TIME_ZONE } from '../clock/sandbox-clock.js';
import { countryOf, type Country } from './countries.js';
import type { FileDocument, FileLine } from './orders-file.js';
import { addressFor, personFor } from './synthetic.js';

/** Currency of the whole file. */
export const CURRENCY = 'GBP';

const VAT_PERCENT = '20';
const FREIGHT_CODES = ['POST', 'DOT'];
const CHARGE_CODES = ['M', 'C2', 'BANK CHARGES', 'D'];

/** What a line is to a shop: goods, postage, or another charge. */
export type LineKind = 'STOCK' | 'FREIGHT' | 'CHARGE';

/** Whether a code of the file is goods; `POST`, `DOT`, `M`, `C2`, `BANK CHARGES` and `D` are not. */
export function lineKindOf(stockCode: string): LineKind {
  const code = stockCode.toUpperCase();
  return FREIGHT_CODES.includes(code) ? 'FREIGHT' : CHARGE_CODES.includes(code) ? 'CHARGE' : 'STOCK';
}

export interface ShopOrderOptions {
  readonly shop: string;
  /** The day the order is placed, whatever day the file has; the time of day is kept. */
  readonly placedOn: CalendarDate;
  readonly vendorTxCodes: readonly string[];
}

/** The instant at which clocks in London show the document's time on another day. */
export function placedAt(document: FileDocument, placedOn: CalendarDate): Date {
  return instantAt(placedOn, document.time, TIME_ZONE);
}

/** Body of ingestion's `POST /shop/orders`: the sale as a shop would tell of it. Amounts in pence. */
export function shopOrderOf(document: FileDocument, { shop, placedOn, vendorTxCodes }: ShopOrderOptions) {
  const country = countryOf(document.country);
  if (!country) throw new RangeError(`${document.country} is no country of the file`);
  const lines = document.lines.map((line, index) => orderLine(line, index + 1, country));
  const buyer = document.customerId || `guest ${document.reference}`;
  return {
    shop,
    orderReference: document.reference,
    version: 1,
    kind: 'PLACED' as const,
    placed: {
      placedAt: placedAt(document, placedOn).toISOString(),
      currency: CURRENCY,
      pricesIncludeTax: true,
      netMinor: sumMinor(lines.map((line) => line.netMinor)),
      taxMinor: sumMinor(lines.map((line) => line.taxMinor)),
      totalMinor: sumMinor(lines.map((line) => line.grossMinor)),
      customer: { customerCode: document.customerId || null, ...personFor(buyer), customerPurchaseOrder: null },
      deliveryAddress: addressFor(buyer, country),
      billingAddress: null,
      lines,
      payments: vendorTxCodes.map((vendorTxCode) => ({ vendorTxCode })),
    },
  };
}

function orderLine(line: FileLine, lineNumber: number, { taxed }: Country) {
  const netMinor = taxed ? withoutVat(line.grossMinor) : line.grossMinor;
  return {
    lineNumber,
    kind: lineKindOf(line.stockCode),
    stockCode: line.stockCode,
    description: line.description || line.stockCode,
    quantity: line.quantity,
    unitOfMeasure: 'EA',
    netMinor,
    taxMinor: line.grossMinor - netMinor,
    grossMinor: line.grossMinor,
    taxCode: taxed ? 'S' : 'Z',
    taxRatePercent: taxed ? VAT_PERCENT : '0',
  };
}

/** Net of a price with VAT, rounded half up to whole pence. */
function withoutVat(grossMinor: number): number {
  const divisor = Decimal.parse('1.2');
  return minorUnits(Decimal.of(grossMinor).dividedBy(divisor, 0).unscaled);
}
