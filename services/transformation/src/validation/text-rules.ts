import type { CreateSalesOrder } from '#libs/contracts';
import { standardPostcode } from '#libs/address';
import type { Breach, OrderRule } from './rule.js';
import { isCalendarDate, outsideCodePage } from './text-checks.js';

type Texts = readonly (readonly [field: string, value: string | null | undefined, most: number, required: boolean])[];

/** Every text of the order with SYSPRO's length of it and whether it must be there. */
function textsOf(command: CreateSalesOrder): Texts {
  const { shipTo } = command;
  return [
    ['customerCode', command.customerCode, 15, true],
    ['customerPoNumber', command.customerPoNumber, 30, true],
    ['alternateReference', command.alternateReference, 20, false],
    ['specialInstructions', command.specialInstructions, 30, false],
    ['orderDate', command.orderDate, 10, true],
    ['currency', command.currency, 3, true],
    ['warehouse', command.warehouse, 10, true],
    ['email', command.email, 80, false],
    ['shipTo.name', shipTo.name, 50, true],
    ...shipTo.lines.map((line, index) => [`shipTo.lines[${index}]`, line, 40, index === 0] as const),
    ['shipTo.postcode', shipTo.postcode, 10, false],
    ...command.lines.flatMap((line, index): Texts => {
      const field = (name: string): string => `lines[${index}].${name}`;
      const isStock = line.kind === 'STOCK';
      return [
        [field('stockCode'), line.stockCode, 30, isStock],
        [field('description'), line.description, isStock ? 50 : 100, line.kind === 'CHARGE'],
        [field('unitOfMeasure'), line.unitOfMeasure, 10, isStock],
        [field('taxCode'), line.taxCode, 3, false],
        [field('glAccount'), line.glAccount, 35, false],
      ];
    }),
  ];
}

export const TEXT_RULES: readonly OrderRule[] = [
  {
    id: 'FIELD_MISSING',
    source: 'SYSPRO reference 2.0 (100030), 2.1',
    says: 'what SORTOI needs is there: customer, purchase order number, date, currency, warehouse, name and first line of the address, stock code and unit of each stock line, text of each charge',
    severity: 'refuse',
    owner: 'integration',
    breaches: ({ command }) =>
      textsOf(command).flatMap(([field, value, , required]) =>
        required && (value ?? '').trim() === ''
          ? [
              {
                field,
                value,
                suggestedFix: 'give it a value in the mapping or the shop: SORTOI refuses an order without it',
              },
            ]
          : [],
      ),
  },
  {
    id: 'FIELD_TOO_LONG',
    source: 'SYSPRO reference 2.1, 3',
    says: 'no text is longer than its field: SYSPRO refuses or cuts it',
    severity: 'refuse',
    owner: 'integration',
    breaches: ({ command }) =>
      textsOf(command).flatMap(([field, value, most]) =>
        [...(value ?? '')].length > most
          ? [{ field, value, suggestedFix: `shorten it to ${most} characters, or let the mapping cut it` }]
          : [],
      ),
  },
  {
    id: 'CODE_PAGE',
    source: 'SYSPRO reference 1.3',
    says: 'every text is of Windows-1252, in which SYSPRO stores and answers',
    severity: 'refuse',
    owner: 'integration',
    breaches: ({ command }) =>
      textsOf(command).flatMap(([field, value]): Breach[] => {
        const outside = outsideCodePage(value ?? '');
        return outside === ''
          ? []
          : [{ field, value, suggestedFix: `write it without ${outside}, or use latin() in the mapping` }];
      }),
  },
  {
    id: 'DATE_INVALID',
    source: 'SYSPRO reference 2.0 (100028)',
    says: 'the order date is a day of the calendar, CCYY-MM-DD',
    severity: 'refuse',
    owner: 'integration',
    mayBeShown: true,
    breaches: ({ command: { orderDate } }) =>
      isCalendarDate(orderDate)
        ? []
        : [{ field: 'orderDate', value: orderDate, suggestedFix: 'use dateIn() in the mapping' }],
  },
  {
    id: 'ADDRESS_TOO_MANY_LINES',
    source: 'SYSPRO reference 2.1 (ShipAddress1 to 5)',
    says: 'the delivery address has at most five lines',
    severity: 'refuse',
    owner: 'integration',
    breaches: ({ command: { shipTo } }) =>
      shipTo.lines.length <= 5
        ? []
        : [{ field: 'shipTo.lines', value: shipTo.lines, suggestedFix: 'use addressLines(…, 5, 40) in the mapping' }],
  },
  {
    id: 'POSTCODE_SPACING',
    source: 'SYSPRO reference 3 (ShipPostalCode 10)',
    says: 'a postcode is spelt as its country does; carriers sort by it',
    severity: 'tell',
    owner: 'integration',
    breaches: ({ command: { shipTo }, content }) => {
      const standard = standardPostcode(shipTo.postcode, content.deliveryAddress.countryCode);
      if (shipTo.postcode === '' || standard === undefined || standard === shipTo.postcode) return [];
      const evidence = 'letters and digits are the same; only blanks and case differ';
      return [
        {
          field: 'shipTo.postcode',
          value: shipTo.postcode,
          suggestedFix: 'use postcodeOf() in the mapping, or allow its repair',
          proposal: { repair: 'postcodeSpacing', value: standard, evidence, applied: false },
        },
      ];
    },
  },
];
