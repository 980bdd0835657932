/** A business object behind a path of the façade. */
export interface HarmonyObject {
  /** e.net's operation, in lower case. */
  readonly operation: string;
  readonly businessObject: string;
  /** The vendor's field → e.net's element, where they differ. */
  readonly elements: Readonly<Record<string, string>>;
}

const CUSTOMER = { CustomerCode: 'Customer' };
const PAYMENT = {
  ...CUSTOMER,
  InvoiceNumber: 'Invoice',
  PaymentAmount: 'PaymentValue',
  ReferenceNumber: 'Reference',
  PaymentMethod: 'PaymentType',
};
const JOURNAL = { GLAccount: 'LedgerCode', ReferenceNumber: 'Reference' };

/**
 * Method and path below `/api/harmony/2.0/` → business object. Only `SalesOrder`, `AccountsReceivable/Payment`, `GeneralLedger/JournalEntry` and
 * the fields above are a vendor's (syspro.md 5, without public documentation); all else is named after them.
 */
export const HARMONY_OBJECTS: Readonly<Record<string, HarmonyObject>> = {
  'POST SalesOrder': transaction('SORTOI', CUSTOMER),
  'POST SalesOrder/Status': transaction('SORTOS'),
  'POST SalesOrder/Cancellation': transaction('SORTOX'),
  'POST SalesOrder/Invoice': transaction('SORTIC'),
  'POST AccountsReceivable/Payment': transaction('ARSTPY', PAYMENT),
  'POST AccountsReceivable/Invoice': transaction('ARSTIN', PAYMENT),
  'POST GeneralLedger/JournalEntry': transaction('GENTJL', JOURNAL),
  'POST CashBook/Entry': transaction('CSHTWD', JOURNAL),
  'POST CustomForm': transaction('COMTFM'),
  'POST AccountsReceivable/Customer': { operation: 'setup/add', businessObject: 'ARSSCS', elements: CUSTOMER },
  'PATCH AccountsReceivable/Customer': { operation: 'setup/update', businessObject: 'ARSSCS', elements: CUSTOMER },
  'POST SalesOrder/Query': query('SORQRY'),
  'POST SalesOrder/List': query('SORQSO'),
  'POST AccountsReceivable/Statement/Query': query('ARSQRY', CUSTOMER),
  'POST Inventory/StockItem/Query': query('INVQRY'),
  'POST GeneralLedger/Account/Query': query('GENQGL', JOURNAL),
  'POST Table/Query': query('COMFND'),
  'POST Table/Fetch': { operation: 'query/fetch', businessObject: 'COMFCH', elements: {} },
  'GET Session/Profile': { operation: 'getlogonprofile', businessObject: '', elements: {} },
};

function transaction(businessObject: string, elements: HarmonyObject['elements'] = {}): HarmonyObject {
  return { operation: 'transaction/post', businessObject, elements };
}

function query(businessObject: string, elements: HarmonyObject['elements'] = {}): HarmonyObject {
  return { operation: 'query/query', businessObject, elements };
}
