import type { SysproCall } from './syspro-wire.js';

/** Where a business object is found, and what its fields are called there. */
export interface HarmonyRoute {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/harmony/2.0/`. */
  readonly path: string;
  /** e.net's element → the vendor's field; what is not listed is called as e.net calls it. */
  readonly names: Readonly<Record<string, string>>;
}

// The names of the vendor's page (syspro.md 5). It is marketing without documentation: neither paths nor fields are public beyond these.
const CUSTOMER = { Customer: 'CustomerCode' };
const PAYMENT = {
  ...CUSTOMER,
  Invoice: 'InvoiceNumber',
  PaymentValue: 'PaymentAmount',
  Reference: 'ReferenceNumber',
  PaymentType: 'PaymentMethod',
};
const JOURNAL = { LedgerCode: 'GLAccount', Reference: 'ReferenceNumber' };

/** Operation and business object → route. `SalesOrder`, `Payment` and `JournalEntry` are the vendor's names, the others ours after them. */
const ROUTES: Readonly<Record<string, HarmonyRoute>> = {
  'Transaction/Post SORTOI': post('SalesOrder', CUSTOMER),
  'Transaction/Post SORTOS': post('SalesOrder/Status'),
  'Transaction/Post SORTOX': post('SalesOrder/Cancellation'),
  'Transaction/Post SORTIC': post('SalesOrder/Invoice'),
  'Transaction/Post ARSTPY': post('AccountsReceivable/Payment', PAYMENT),
  'Transaction/Post ARSTIN': post('AccountsReceivable/Invoice', PAYMENT),
  'Transaction/Post GENTJL': post('GeneralLedger/JournalEntry', JOURNAL),
  'Transaction/Post CSHTWD': post('CashBook/Entry', JOURNAL),
  'Transaction/Post COMTFM': post('CustomForm'),
  'Setup/Add ARSSCS': post('AccountsReceivable/Customer', CUSTOMER),
  'Setup/Update ARSSCS': { ...post('AccountsReceivable/Customer', CUSTOMER), method: 'PATCH' },
  'Query/Query SORQRY': post('SalesOrder/Query'),
  'Query/Query SORQSO': post('SalesOrder/List'),
  'Query/Query ARSQRY': post('AccountsReceivable/Statement/Query', CUSTOMER),
  'Query/Query INVQRY': post('Inventory/StockItem/Query'),
  'Query/Query GENQGL': post('GeneralLedger/Account/Query', JOURNAL),
  'Query/Query COMFND': post('Table/Query'),
  'Query/Fetch COMFCH': post('Table/Fetch'),
  'GetLogonProfile ': { ...post('Session/Profile'), method: 'GET' },
};

/** The route of a call; undefined for a business object the façade does not have. */
export function harmonyRoute({ operation, businessObject }: SysproCall): HarmonyRoute | undefined {
  return ROUTES[`${operation} ${businessObject}`];
}

/** How fields are called in the answers to a request such as `POST SalesOrder`. */
export function namesAt(request: string): HarmonyRoute['names'] {
  return Object.values(ROUTES).find(({ method, path }) => `${method} ${path}` === request)?.names ?? {};
}

function post(path: string, names: Readonly<Record<string, string>> = {}): HarmonyRoute {
  return { method: 'POST', path, names };
}
