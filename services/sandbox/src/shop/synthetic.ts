import { createHash } from 'node:crypto';
import { CARD_TYPES, type Card } from '../opayo/card.js';
import type { Country } from './countries.js';

/**
 * What the file does not have and the shop needs is **made up** here: names, addresses, e-mails, codes, ids, keys, cards. It follows from
 * this seed and the order's reference alone, so that every run on every machine makes up the same.
 */
export const SEED = 'clarity-sandbox-1';

const FIRST_NAMES = [
  'Ada',
  'Bea',
  'Chloé',
  'Dev',
  'Elin',
  'Femi',
  'Grace',
  'Håkon',
  'Iris',
  'João',
  'Kit',
  'Lena',
  'Mo',
  'Nia',
  'Otto',
  'Priya',
];
const LAST_NAMES = [
  'Archer',
  'Brontë',
  'Carver',
  "D'Arcy",
  'Ellis',
  'Fox',
  'Grünwald',
  'Hale',
  'Ito',
  'Jones',
  'Kay',
  'Løvaas',
  'Mayer & Sons',
  'Nolan',
  'Okafor',
  'Peña',
];
const STREETS = ['Sample Street', 'Example Road', 'Test Lane', 'Placeholder Square', 'Sandbox Way', 'Fixture Close'];

/** Bytes that follow from the seed and what they are for. */
function bytesFor(...purpose: string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([SEED, ...purpose]))
    .digest();
}

function pick<T>(list: readonly T[], byte: number | undefined): T {
  return list[(byte ?? 0) % list.length] as T;
}

/** Somebody who does not exist; the e-mail address can reach nobody (RFC 2606). */
export function personFor(customer: string): { name: string; email: string } {
  const bytes = bytesFor('person', customer);
  const [first, last] = [pick(FIRST_NAMES, bytes[0]), pick(LAST_NAMES, bytes[1])];
  return { name: `${first} ${last}`, email: `customer-${bytes.toString('hex', 2, 6)}@shop.example` };
}

/** An address that does not exist, in an existing town. */
export function addressFor(customer: string, country: Country) {
  const bytes = bytesFor('address', customer);
  return {
    recipient: personFor(customer).name,
    line1: `${((bytes[0] ?? 0) % 200) + 1} ${pick(STREETS, bytes[1])}`,
    line2: null,
    line3: null,
    city: country.city,
    region: null,
    postcode:
      country.code === 'GB'
        ? `ZZ${((bytes[2] ?? 0) % 99) + 1} ${(bytes[3] ?? 0) % 10}ZZ`
        : String(10_000 + bytes.readUInt16BE(2)),
    countryCode: country.code,
  };
}

/** `payment` counts the payments of one order, from 1. */
export function paymentFor(shop: string, reference: string, payment: number) {
  const bytes = bytesFor('payment', shop, reference, String(payment));
  const hex = bytes.toString('hex', 0, 16).toUpperCase();
  const guid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return {
    vendorTxCode: `${shop}-${reference}-${payment}-${bytes.toString('hex', 16, 19)}`.slice(0, 40),
    transactionId: guid,
    securityKey: [...bytes.subarray(19, 29)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join(''),
    card: cardFrom(bytes),
  };
}

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function cardFrom(bytes: Buffer): Card {
  const month = ((bytes[29] ?? 0) % 12) + 1;
  return {
    ...pick(CARD_TYPES, bytes[30]),
    lastFourDigits: String(bytes.readUInt16BE(30) % 10_000).padStart(4, '0'),
    expiryDate: `${String(month).padStart(2, '0')}${30 + ((bytes[31] ?? 0) % 5)}`,
  };
}
