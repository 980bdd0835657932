import { PaymentEventRecord, ShopOrderRecord } from '#libs/contracts';

/** Fields of requests that no record of ours has. Names mean one thing everywhere, so each is explained once. */
const OF_REQUESTS: Readonly<Record<string, string>> = {
  eventId:
    "The producer's own id of this event, a UUID: the same event sent again has the same one. Left out, the content is the identity.",
  vendor: 'Opayo vendor name. May be left out where only one is served.',
  kind: 'What happened. An order without it is PLACED.',
  amountMinor: 'Amount in whole minor units of `currency` (pence for GBP, yen for JPY, fils for KWD), greater than 0.',
  netMinor: 'Without tax, in whole minor units of `currency`. Negative for a discount.',
  taxMinor: 'The tax, in whole minor units of `currency`.',
  currency: 'ISO 4217 alphabetic code, upper case.',
  shop: "The shop's short name; must be the one whose key is used.",
  orderReference: "The shop's own reference of the order, at most 50 characters, no `/`.",
  version: 'Grows with every change of the order. One version has one content for ever.',
  placed: 'The whole order, with PLACED.',
  amended: 'The whole order again, with AMENDED.',
  cancelled: 'Why, with CANCELLED.',
  securityKey:
    "From Opayo's answer to the registration (SecurityKey). Kept sealed; Opayo's notification is proved with it.",
  registeredAt: 'When the shop registered the payment with Opayo.',
  occurredAt: 'When it happened, as far as the producer knows.',
  transactionId: "Opayo's id of the transaction (VPSTxId): a GUID, with or without braces.",
  opayoStatus: "Opayo's own word for the status. Kept, not believed.",
  opayoTxType: "Opayo's own word for the type. Kept, not believed.",
  attempt: 'Which try to pay this order; without an Idempotency-Key the order and its attempt are the key.',
  txType: 'PAYMENT takes the money at once, DEFERRED reserves it, AUTHENTICATE only checks the card holder.',
  billing: 'Who pays, as on the card.',
  delivery: 'Where the goods go; left out: to who pays.',
  customerEmail: "The shopper's e-mail address.",
  surname: 'Family name.',
  firstNames: 'First names.',
  address1: 'First line of the address.',
  address2: 'Second line of the address.',
  postCode: 'Postcode; needed by Opayo except in Ireland.',
  country: 'ISO 3166-1 alpha-2 code, upper case.',
  state: 'Two-letter state, for the United States only.',
  phone: 'Telephone number.',
  reason: "The shop's words.",
};

/** What a field means, by its name; undefined for one nobody explained. */
export function fieldDoc(name: string): string | undefined {
  return Object.hasOwn(OF_REQUESTS, name) ? OF_REQUESTS[name] : OF_RECORDS.get(name);
}

const OF_RECORDS: ReadonlyMap<string, string> = new Map([
  ...docsIn(PaymentEventRecord.schema),
  ...docsIn(ShopOrderRecord.schema),
]);

/** The docs of all fields in an Avro schema. */
function docsIn(schema: unknown): [string, string][] {
  if (Array.isArray(schema)) return schema.flatMap(docsIn);
  if (typeof schema !== 'object' || schema === null) return [];
  const { fields, type, items } = schema as { fields?: AvroField[]; type?: unknown; items?: unknown };
  const own = (fields ?? []).flatMap(({ name, doc }): [string, string][] => (doc === undefined ? [] : [[name, doc]]));
  return [...own, ...(fields ?? []).flatMap((field) => docsIn(field.type)), ...docsIn(type), ...docsIn(items)];
}

interface AvroField {
  readonly name: string;
  readonly doc?: string;
  readonly type: unknown;
}
