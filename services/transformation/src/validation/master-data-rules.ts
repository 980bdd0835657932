import type { SalesOrderLine } from '#libs/contracts';
import { ageText, type KnownMasterData, type MasterDataAge, type NearCode } from '../master-data/master-data-state.js';
import type { Proposal } from './finding.js';
import type { Breach, CheckedOrder, OrderRule } from './rule.js';

/** Refused by data that are fresh; by older ones it is only told, and SYSPRO decides. */
function severityBy(age: MasterDataAge): { readonly severity: 'refuse' | 'tell' } {
  return { severity: age.state === 'fresh' ? 'refuse' : 'tell' };
}

function ofStockLines(
  { command, known }: CheckedOrder,
  check: (line: SalesOrderLine, known: KnownMasterData) => Omit<Breach, 'field'> | undefined,
  part = 'stockCode',
): Breach[] {
  if (!known || known.stock.state === 'none') return [];
  return command.lines.flatMap((line, index): Breach[] => {
    const found = line.kind === 'STOCK' && line.stockCode !== '' ? check(line, known) : undefined;
    return found ? [{ field: `lines[${index}].${part}`, ...found }] : [];
  });
}

function ofCustomer(
  { command, known }: CheckedOrder,
  check: (code: string, known: KnownMasterData) => Omit<Breach, 'field'> | undefined,
): Breach[] {
  if (!known || known.customers.state === 'none' || command.customerCode === '') return [];
  const found = check(command.customerCode, known);
  return found ? [{ field: 'customerCode', ...found }] : [];
}

/** Only a single candidate is offered: of two, nobody but a person can say which was meant. */
function proposalOf(near: readonly NearCode[], age: MasterDataAge): { readonly proposal?: Proposal } {
  const [only] = near;
  if (!only || near.length > 1) return {};
  const evidence = `the only code of SYSPRO that is nearly this one (${DIFFERENCE[only.differs]}); ${ageText(age)}`;
  return { proposal: { repair: only.differs, value: only.code, evidence, applied: false } };
}

const DIFFERENCE = {
  blanks: 'differs by blanks',
  letterCase: 'differs by case',
  nearMatch: 'differs by signs or one character',
} as const;

function nearText(near: readonly NearCode[]): string {
  return near.length === 0
    ? ''
    : `; near it: ${near
        .slice(0, 5)
        .map(({ code }) => code)
        .join(', ')}`;
}

const MASTER = { severity: 'refuse', owner: 'operations', mayBeShown: true } as const;

export const MASTER_DATA_RULES: readonly OrderRule[] = [
  {
    ...MASTER,
    id: 'CUSTOMER_CODE_INVALID',
    source: 'SYSPRO reference 2.1 (Customer), 3',
    says: 'SYSPRO has the customer',
    breaches: (order) =>
      ofCustomer(order, (value, known) => {
        if (known.customer(value) || order.customerEnsured) return undefined;
        const near = known.nearCustomer(value);
        const suggestedFix = `enter the customer in SYSPRO, or correct its code in the shop; customers ${ageText(known.customers)}${nearText(near)}`;
        return { value, suggestedFix, ...severityBy(known.customers), ...proposalOf(near, known.customers) };
      }),
  },
  {
    ...MASTER,
    id: 'CUSTOMER_ON_HOLD',
    source: 'SYSPRO reference 2.1 (WarnIfCustomerOnHold)',
    says: 'the customer is not on hold: SORTOI would refuse the order',
    owner: 'finance',
    breaches: (order) =>
      ofCustomer(order, (value, known) => {
        const suggestedFix = `take the customer off hold in SYSPRO, or refund; customers ${ageText(known.customers)}`;
        return known.customer(value)?.onHold ? { value, suggestedFix, ...severityBy(known.customers) } : undefined;
      }),
  },
  {
    ...MASTER,
    id: 'CUSTOMER_CURRENCY_DIFFERS',
    source: 'SYSPRO reference 2.1 (Currency must equal the customer’s)',
    says: "the order is in the customer's currency",
    owner: 'integration',
    breaches: (order) =>
      ofCustomer(order, (code, known) => {
        const theirs = known.customer(code)?.currency;
        if (theirs === undefined || theirs === '' || theirs === order.command.currency) return undefined;
        const suggestedFix = `the customer's account is in ${theirs}: use an account in ${order.command.currency}, or declare SYSPRO_CURRENCY_CODES; customers ${ageText(known.customers)}`;
        return { value: code, suggestedFix, ...severityBy(known.customers) };
      }),
  },
  {
    ...MASTER,
    id: 'CUSTOMER_TAX_EXEMPT',
    source: 'SYSPRO reference 1.7, 3 (TaxStatus)',
    says: 'an order with tax is not for a customer whom SYSPRO charges none: its value would differ',
    severity: 'tell',
    owner: 'finance',
    breaches: (order) =>
      ofCustomer(order, (value, known) => {
        const taxed = order.command.lines.some((line) => line.taxMinor !== 0);
        if (!taxed || known.customer(value)?.taxStatus !== 'E') return undefined;
        return {
          value,
          suggestedFix: `compare the customer's tax status with what the shop charged; customers ${ageText(known.customers)}`,
        };
      }),
  },
  {
    ...MASTER,
    id: 'STOCK_CODE_NOT_FOUND',
    source: 'SYSPRO reference 2.0 (240004), 2.1',
    says: 'SYSPRO has the stock code',
    breaches: (order) =>
      ofStockLines(order, ({ stockCode: value }, known) => {
        if (known.stockItem(value)) return undefined;
        const near = known.nearStock(value);
        const suggestedFix = `add the stock code in SYSPRO, or list it in lookups/stock-codes.csv; stock codes ${ageText(known.stock)}${nearText(near)}`;
        return { value, suggestedFix, ...severityBy(known.stock), ...proposalOf(near, known.stock) };
      }),
  },
  {
    ...MASTER,
    id: 'STOCK_CODE_ON_HOLD',
    source: 'SYSPRO reference 2.8 (StockOnHold)',
    says: 'the stock code is not on hold',
    severity: 'tell',
    breaches: (order) =>
      ofStockLines(order, ({ stockCode: value }, known) =>
        known.stockItem(value)?.onHold
          ? { value, suggestedFix: `SYSPRO may refuse or back-order it; stock codes ${ageText(known.stock)}` }
          : undefined,
      ),
  },
  {
    ...MASTER,
    id: 'UNIT_OF_MEASURE_DIFFERS',
    source: 'SYSPRO reference 2.1 (OrderUom), 2.8 (StockUom, AlternateUom)',
    says: "the line's unit is the stocking unit: others must be alternate units of the item, or SYSPRO counts otherwise",
    severity: 'tell',
    owner: 'integration',
    breaches: (order) =>
      ofStockLines(
        order,
        ({ stockCode, unitOfMeasure: value }, known) => {
          const theirs = known.stockItem(stockCode)?.unitOfMeasure ?? '';
          if (theirs === '' || theirs === value) return undefined;
          return { value, suggestedFix: `SYSPRO stocks it in ${theirs}; stock codes ${ageText(known.stock)}` };
        },
        'unitOfMeasure',
      ),
  },
  {
    ...MASTER,
    id: 'STOCK_TAX_CODE_DIFFERS',
    source: 'SYSPRO reference 1.7, 2.1 (StockTaxCode)',
    says: "the shop's tax is the item's: SYSPRO takes its own code, and the value would differ",
    severity: 'tell',
    owner: 'finance',
    breaches: (order) =>
      ofStockLines(
        order,
        ({ stockCode, taxCode: value }, known) => {
          const theirs = known.stockItem(stockCode)?.taxCode ?? '';
          const exempt = known.customer(order.command.customerCode)?.taxStatus === 'E';
          if (exempt || theirs === '' || theirs === value) return undefined;
          return {
            value,
            suggestedFix: `SYSPRO has ${theirs}; compare it with what the shop charged; stock codes ${ageText(known.stock)}`,
          };
        },
        'taxCode',
      ),
  },
];
