import { randomInt, randomUUID } from 'node:crypto';
import { notificationFrom, vpsSignature } from '#libs/opayo';

export const VENDOR = 'clarityshop';
export const SHOP_KEY = 'the-key-of-the-gift-shop';
export const OTHER_SHOP_KEY = 'the-key-of-the-book-shop';

/** A payment as the shop knows it after it registered it with Opayo; also the body of `POST /opayo/registrations`. */
export interface TestPayment {
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly securityKey: string;
  readonly shop: string;
  readonly orderReference: string | null;
  readonly registeredAt: string;
}

export function aPayment(overrides: Partial<TestPayment> = {}): TestPayment {
  const reference = String(randomInt(100_000, 1_000_000_000));
  return {
    vendor: VENDOR,
    vendorTxCode: `gifts-${reference}-1`,
    transactionId: randomUUID().toUpperCase(),
    securityKey: randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase(),
    shop: 'gifts',
    orderReference: reference,
    registeredAt: '2026-11-23T10:00:00.000Z',
    ...overrides,
  };
}

/** Opayo's form post about a payment, signed as Opayo signs; `fields` over an accepted PAYMENT of protocol 3.00. */
export function notificationOf(payment: TestPayment, fields: Record<string, string> = {}): string {
  const unsigned = {
    ...{
      VPSProtocol: '3.00',
      TxType: 'PAYMENT',
      VendorTxCode: payment.vendorTxCode,
      VPSTxId: `{${payment.transactionId}}`,
    },
    ...{ Status: 'OK', StatusDetail: '0000 : The Authorisation was Successful.', TxAuthNo: '13551640' },
    ...{ AVSCV2: 'ALL MATCH', AddressResult: 'MATCHED', PostCodeResult: 'MATCHED', CV2Result: 'MATCHED', GiftAid: '0' },
    ...{ '3DSecureStatus': 'OK', CAVV: 'AAABARR5kwAAAAAAAAAAAAAAAAA=', CardType: 'VISA', Last4Digits: '0006' },
    ...{ ExpiryDate: '1226', FraudResponse: 'ACCEPT', BankAuthCode: '999777', VPSSignature: '0'.repeat(32), ...fields },
  };
  const reading = notificationFrom(unsigned);
  if (!reading.ok) throw new Error(`not a notification: ${JSON.stringify(reading.refusal)}`);
  const securityKey = { reveal: () => payment.securityKey };
  const signature = vpsSignature(reading.notification, { vendor: payment.vendor, securityKey });
  return formOf({ ...unsigned, VPSSignature: fields['VPSSignature'] ?? signature });
}

/** Bytes of ISO-8859-1 as a form post. */
export function formOf(fields: Record<string, string>): string {
  const encode = (text: string): string =>
    [...Buffer.from(text, 'latin1')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return Object.entries(fields)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Posts a notification as Opayo does; with `vendor` to that vendor's own address. */
export async function notify(url: string, form: string, vendor?: string): Promise<HttpAnswer> {
  const response = await fetch(`${url}/opayo/notifications${vendor === undefined ? '' : `/${vendor}`}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

export interface JsonAnswer {
  readonly status: number;
  readonly type: string | null;
  /** Seconds of Retry-After. */
  readonly retryAfter?: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever was answered; the test's expectation is the check
  readonly body: any;
}

/** Posts JSON as a shop does. */
export async function post(
  url: string,
  path: string,
  body: unknown,
  key: string | null = SHOP_KEY,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    ...(response.headers.has('retry-after') && { retryAfter: Number(response.headers.get('retry-after')) }),
    body: text === '' ? null : (JSON.parse(text) as unknown),
  };
}
