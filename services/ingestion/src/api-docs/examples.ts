// Bodies that can be posted as they are: a test does.

/** Body of `POST /shop/orders`: an order as it was placed. */
export const ORDER_PLACED = {
  shop: 'gifts',
  orderReference: '536365',
  version: 1,
  kind: 'PLACED',
  placed: {
    placedAt: '2026-11-23T09:58:00Z',
    currency: 'GBP',
    pricesIncludeTax: true,
    netMinor: 2000,
    taxMinor: 400,
    totalMinor: 2400,
    customer: { name: 'Ada Byron', email: 'ada@example.org' },
    deliveryAddress: { line1: '1 High Street', city: 'Gloucester', postcode: 'GL1 1AA', countryCode: 'GB' },
    lines: [
      {
        lineNumber: 1,
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
      },
      {
        lineNumber: 2,
        kind: 'FREIGHT',
        stockCode: 'POST',
        description: 'Postage',
        quantity: '1',
        netMinor: 500,
        taxMinor: 100,
        grossMinor: 600,
        taxCode: 'S',
        taxRatePercent: '20',
      },
    ],
    payments: [{ vendorTxCode: 'gifts-536365-1' }],
  },
};

/** Body of `POST /shop/orders`: the same order is withdrawn. */
export const ORDER_CANCELLED = {
  shop: 'gifts',
  orderReference: '536365',
  version: 2,
  kind: 'CANCELLED',
  cancelled: { reason: 'The customer changed her mind' },
};

/** Body of `POST /opayo/events`: the order's payment was taken. */
export const EVENT_CAPTURED = {
  eventId: '5b0e5f0a-6f0e-4c57-9d3e-2f8f3a5f7c11',
  vendor: 'clarityshop',
  vendorTxCode: 'gifts-536365-1',
  transactionId: '2F1E0D3C-4B5A-6978-8796-A5B4C3D2E1F0',
  kind: 'CAPTURED',
  amountMinor: 2400,
  currency: 'GBP',
  shop: 'gifts',
  orderReference: '536365',
  occurredAt: '2026-11-23T09:59:30Z',
};

/** Body of `POST /opayo/events`: the least there is to say, of a decline. */
export const EVENT_DECLINED = {
  vendorTxCode: 'gifts-536366-1',
  transactionId: '7A6B5C4D-3E2F-4101-9283-746556473829',
  kind: 'DECLINED',
};

/** Body of `POST /opayo/registrations`. */
export const REGISTRATION = {
  vendor: 'clarityshop',
  vendorTxCode: 'gifts-536365-1',
  transactionId: '{2F1E0D3C-4B5A-6978-8796-A5B4C3D2E1F0}',
  securityKey: 'DFMLBGXKTA',
  shop: 'gifts',
  orderReference: '536365',
  registeredAt: '2026-11-23T09:58:10Z',
};

/** Body of `POST /payments`. */
export const PAYMENT_PAGE = {
  shop: 'gifts',
  orderReference: '536365',
  txType: 'PAYMENT',
  amountMinor: 2400,
  currency: 'GBP',
  description: 'Order 536365',
  billing: {
    surname: 'Byron',
    firstNames: 'Ada',
    address1: '1 High Street',
    city: 'Gloucester',
    postCode: 'GL1 1AA',
    country: 'GB',
  },
  customerEmail: 'ada@example.org',
};

/** A problem as every refusal is answered (RFC 9457). */
export const PROBLEM = {
  type: 'urn:clarity-connect:problem:invalid-request',
  title: 'The request is not valid',
  status: 400,
  detail: "placed.billingAdress: is no field that is known here; did you mean 'billingAddress'?",
  errors: [
    {
      field: 'placed.billingAdress',
      message: "is no field that is known here; did you mean 'billingAddress'?",
    },
  ],
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
};
