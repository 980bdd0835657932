/** Why a section of an order was refused. `number` is SYSPRO's or, from 999001, invented. */
export interface ImportRefusal {
  readonly number: string;
  readonly text: string;
}

/** The refusals of one order: of its header, and of single lines by their position in the document. */
export interface OrderRefusals {
  readonly header: ImportRefusal[];
  readonly lines: Map<number, ImportRefusal[]>;
}

/** Text of a number that is verified for other objects (syspro.md 2.0). */
export const stockCodeNotFound = (stockCode: string): ImportRefusal => ({
  number: '240004',
  text: `Stock code '${stockCode}' not found`,
});

/** Verified number and text for an element that must have a value. */
export const cannotBeSpaces = (section: string, element: string): ImportRefusal => ({
  number: '100030',
  text: `XML element '${section}${element}' cannot be spaces`,
});

/** Verified number and text for an element that is no number, binary-float noise included. */
export const mustBeNumeric = (element: string): ImportRefusal => ({
  number: '100031',
  text: `XML element '${element}' must be numeric`,
});

/** Verified number and text for a date. */
export const invalidDate = (element: string, value: string): ImportRefusal => ({
  number: '100028',
  text: `Date '${value}' is invalid for XML element '${element}' it must be CCYY-MM-DD format`,
});

export const customerNotFound = (customer: string): ImportRefusal => ({
  number: '999001',
  text: `Customer '${customer}' not found`,
});

export const customerOnHold = (customer: string): ImportRefusal => ({
  number: '999002',
  text: `Customer '${customer}' is on hold`,
});

export const warehouseNotFound = (warehouse: string, stockCode: string): ImportRefusal => ({
  number: '999009',
  text: `Warehouse '${warehouse}' not found for stock code '${stockCode}'`,
});

export const purchaseOrderExists = (purchaseOrder: string, salesOrder: string): ImportRefusal => ({
  number: '999010',
  text: `Customer purchase order '${purchaseOrder}' already exists on sales order '${salesOrder}'`,
});

export const currencyDiffers = (currency: string, ofCustomer: string): ImportRefusal => ({
  number: '999014',
  text: `Currency '${currency}' differs from currency '${ofCustomer}' of customer`,
});

/** Invented number: SYSPRO's own is not public. */
export const zeroPrice = (stockCode: string): ImportRefusal => ({
  number: '999016',
  text: `Price of stock code '${stockCode}' cannot be zero`,
});

/** Invented number, as all from 999001: the text SYSPRO has is not public. */
export const salesOrderNotFound = (salesOrder: string): ImportRefusal => ({
  number: '999012',
  text: `Sales order '${salesOrder}' not found`,
});

export const orderNotChangeable = (salesOrder: string, status: string): ImportRefusal => ({
  number: '999021',
  text: `Sales order '${salesOrder}' cannot be changed in status '${status}'`,
});

/** What SYSPRO can and the stand-in cannot: changing or deleting what an order already has. */
export const actionNotServed = (element: string, action: string): ImportRefusal => ({
  number: '999022',
  text: `${element} '${action}' is not served`,
});
