import { collection, type BookReader } from '../../books/collection.js';

/** Set-up of the one company: what e.net never tells and a site declares. */
export interface Company {
  readonly companyId: string;
  readonly name: string;
  readonly currency: string;
  readonly branch: string;
  readonly warehouses: readonly string[];
  readonly banks: readonly string[];
  /** Bank of a receipt whose Bank does not count. */
  readonly defaultBank: string;
  /** Only with it does ARSTPY's Bank count (syspro.md 2.4.2). */
  readonly depositSlipRequired: boolean;
  /** Percent per tax code. */
  readonly taxRates: Readonly<Record<string, string>>;
  /** Tax code of freight and of charges that name none. */
  readonly chargeTaxCode: string;
  /** Which of the three postable periods are open. */
  readonly periods: { readonly C: boolean; readonly P: boolean; readonly B: boolean };
}

const COMPANY = collection<Company>('syspro.company');

/** The demo's company, as it is until somebody changes it. */
export const GIFT: Company = {
  companyId: 'GIFT',
  name: 'Clarity Gifts (sandbox)',
  currency: 'GBP',
  branch: 'WEB',
  warehouses: ['MAIN'],
  banks: ['OPAYO'],
  defaultBank: 'OPAYO',
  depositSlipRequired: true,
  taxRates: { S: '20', Z: '0' },
  chargeTaxCode: 'S',
  periods: { C: true, P: false, B: false },
};

/** The company as it stands. */
export function companyOf(books: BookReader): Company {
  return books.get(COMPANY, 'company') ?? GIFT;
}

/** Where a changed set-up is kept. */
export const companySetUp = COMPANY;
