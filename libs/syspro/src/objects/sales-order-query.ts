import { RetryableError } from '#libs/errors';
import { Decimal } from '#libs/money';
import { writeXml } from '../xml/write-xml.js';
import type { XmlElement } from '../xml/xml-element.js';
import type { Door } from './posting.js';

/** An order as SYSPRO has it. */
export interface SalesOrderDetail {
  /** Short form. */
  readonly salesOrder: string;
  readonly customer: string;
  readonly customerPoNumber: string;
  readonly status: string;
  /** Value with tax, decimal as text, in the order's currency. */
  readonly grossValue: string;
  /** Stocked and non-stocked lines. */
  readonly merchandiseLines: number;
  readonly lastInvoice: string;
}

/**
 * Which elements SORQRY's IncludeValues answers with is not public, so their names are a setting: the first name found wins; several
 * names joined by `+` are added up. The defaults are ours and our sandbox's; ask the site for SORQRYOUT.XSD.
 */
export interface OrderValueSettings {
  readonly grossValueElements: readonly string[];
}

export const DEFAULT_ORDER_VALUE_SETTINGS: OrderValueSettings = { grossValueElements: ['OrderValue'] };

const OPTIONS = {
  IncludeStockedLines: 'Y',
  IncludeNonStockedLines: 'Y',
  IncludeFreightLines: 'Y',
  IncludeMiscLines: 'Y',
  IncludeCommentLines: 'N',
  IncludeCompletedLines: 'Y',
  IncludeValues: 'Y',
} as const;

/** Reads one order with its value (SORQRY [L] W; values unverified). Throws `RetryableError` when there is no such order or no value. */
export async function readSalesOrder(
  door: Door,
  salesOrder: string,
  settings: OrderValueSettings = DEFAULT_ORDER_VALUE_SETTINGS,
): Promise<SalesOrderDetail> {
  const document = writeXml({ Query: { Key: { SalesOrder: salesOrder, Invoice: '' }, Option: OPTIONS } });
  const root = await door.session.query('SORQRY', document, door.watch);
  const grossValue = firstValue(root, settings.grossValueElements);
  if (grossValue === undefined) {
    throw new RetryableError(`SORQRY answers without any of ${settings.grossValueElements.join(', ')}`, {
      code: 'SYSPRO_VALUE_MISSING',
      facts: { company: door.session.companyId, salesOrder },
    });
  }
  return {
    salesOrder: root.value('SalesOrder'),
    customer: root.value('Customer'),
    customerPoNumber: root.value('CustomerPoNumber'),
    status: root.value('OrderStatus'),
    grossValue,
    merchandiseLines: [...root.descendants()].filter((element) => element.is('Merchandise')).length,
    lastInvoice: root.value('LastInvoice'),
  };
}

function firstValue(root: XmlElement, alternatives: readonly string[]): string | undefined {
  for (const alternative of alternatives) {
    const parts = alternative.split('+').map((name) => root.valueAnywhere(name));
    if (parts.some((part) => part === '')) continue;
    return parts.reduce((sum, part) => sum.plus(Decimal.parse(part)), Decimal.of(0, 2)).toString();
  }
  return undefined;
}
