import type { MasterData } from '#libs/contracts';
import type { MasterDataNews } from '../src/master-data/master-data-book.js';
import { comparableCode, type MasterDataKind } from '../src/master-data/code-forms.js';
import type {
  KnownCustomer,
  KnownMasterData,
  KnownStockItem,
  MasterDataAge,
  NearCode,
} from '../src/master-data/master-data-state.js';

// Master data for specs: the customer and the stock code of the common builders, as SYSPRO has them.

export const AS_OF = new Date('2026-11-23T11:55:00Z');

export function aCustomer(overrides: Partial<KnownCustomer> = {}): KnownCustomer {
  return {
    code: 'C17850',
    name: 'Jo Buyer',
    currency: 'GBP',
    taxStatus: 'N',
    onHold: false,
    asOf: AS_OF,
    ...overrides,
  };
}

export function aStockItem(overrides: Partial<KnownStockItem> = {}): KnownStockItem {
  return {
    ...{ code: '85123A', description: 'HEART', unitOfMeasure: 'EA', taxCode: 'S', productClass: '', warehouse: 'MAIN' },
    ...{ onHold: false, asOf: AS_OF },
    ...overrides,
  };
}

interface Known {
  readonly customers?: readonly KnownCustomer[];
  readonly stock?: readonly KnownStockItem[];
  readonly nearStock?: readonly NearCode[];
  readonly state?: MasterDataAge['state'];
}

/** What is known of the codes of an order: by default that it is all right, as of five minutes ago. */
export function knownWith({
  customers = [aCustomer()],
  stock = [aStockItem()],
  nearStock = [],
  state = 'fresh',
}: Known): KnownMasterData {
  const age = (kind: MasterDataKind): MasterDataAge => ({
    ...{ company: 'GIFT', kind, state, rowCount: 1 },
    ...(state === 'none' ? { asOf: null, ageMs: null } : { asOf: AS_OF, ageMs: 300_000 }),
  });
  return {
    customers: age('CUSTOMER'),
    stock: age('STOCK_ITEM'),
    customer: (code) => customers.find((each) => each.code === comparableCode('CUSTOMER', code)),
    stockItem: (code) => stock.find((each) => each.code === code),
    nearStock: () => nearStock,
    nearCustomer: () => [],
  };
}

/** A customer as the topic tells it. */
export function customerNews(code: string, more: Partial<KnownCustomer> = {}, asOf = AS_OF): MasterDataNews {
  const { name, currency, taxStatus, onHold } = aCustomer(more);
  const record = headOf('CUSTOMER', code, asOf, { customer: { name, currency, taxStatus, onHold } });
  return { is: 'item', kind: 'CUSTOMER', record };
}

/** A stock code as the topic tells it. */
export function stockNews(code: string, more: Partial<KnownStockItem> = {}, asOf = AS_OF): MasterDataNews {
  const { code: _code, asOf: _asOf, ...stockItem } = aStockItem(more);
  return { is: 'item', kind: 'STOCK_ITEM', record: headOf('STOCK_ITEM', code, asOf, { stockItem }) };
}

/** The end of a reading in full. */
export function sweptNews(kind: MasterDataKind, rowCount: number, asOf = AS_OF): MasterDataNews {
  const sweep = { startedAt: asOf.getTime(), finishedAt: asOf.getTime(), rowCount };
  return {
    is: 'swept',
    kind,
    record: headOf('SWEEP', kind, asOf, { sweep }) as Extract<MasterData, { kind: 'SWEEP' }>,
  };
}

function headOf(kind: string, code: string, asOf: Date, body: object): MasterData {
  const none = { customer: null, stockItem: null, sweep: null };
  return {
    eventId: `${kind}-${code}`,
    company: 'GIFT',
    code,
    asOf: asOf.getTime(),
    kind,
    ...none,
    ...body,
  } as MasterData;
}
