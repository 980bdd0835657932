import { randomInt } from 'node:crypto';

/** Body of `POST /shop/orders`: two lines, 20 % VAT, 36.00 GBP with tax; `overrides` over its head. */
export function anOrder(overrides: Record<string, unknown> = {}) {
  return {
    shop: 'gifts',
    orderReference: String(randomInt(100_000, 1_000_000_000)),
    version: 1,
    kind: 'PLACED',
    placed: content(),
    ...overrides,
  };
}

/** The content of that order; `overrides` over its top. */
export function content(overrides: Record<string, unknown> = {}) {
  return {
    placedAt: '2026-11-23T09:58:00+00:00',
    currency: 'GBP',
    pricesIncludeTax: true,
    netMinor: 3000,
    taxMinor: 600,
    totalMinor: 3600,
    customer: { customerCode: '17850', name: 'Ada Byron', email: 'ada@example.org' },
    deliveryAddress: { line1: '1 High Street', city: 'Gloucester', postcode: 'GL1 1AA', countryCode: 'GB' },
    lines: [line(1), line(2, { stockCode: 'POST', kind: 'FREIGHT', quantity: '1' })],
    payments: [{ vendorTxCode: 'gifts-536365-1' }],
    ...overrides,
  };
}

export function line(lineNumber: number, overrides: Record<string, unknown> = {}) {
  return {
    lineNumber,
    kind: 'STOCK',
    stockCode: '85123A',
    description: 'WHITE HANGING HEART T-LIGHT HOLDER',
    quantity: '6',
    unitOfMeasure: 'EA',
    netMinor: 1500,
    taxMinor: 300,
    grossMinor: 1800,
    taxCode: 'S',
    taxRatePercent: '20',
    ...overrides,
  };
}
