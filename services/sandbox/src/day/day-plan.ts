import { createHash } from 'node:crypto';
import { CARD_TYPES, type Card } from '../opayo/card.js';

/** What shopper, vendor and bank do with one payment. */
export const STORIES = [
  'PAID',
  'DECLINED',
  'REJECTED',
  'ABANDONED',
  'RELEASED',
  'ABORTED',
  'RESERVED',
  'AUTHORISED',
  'CANCELLED',
  'REFUNDED',
  'REPEATED',
  'VOIDED',
  'TOKEN',
] as const;

export type Story = (typeof STORIES)[number];

/** How often each story comes, in relation to the others. */
export type Mix = Readonly<Partial<Record<Story, number>>>;

export const USUAL_MIX: Readonly<Record<Story, number>> = {
  PAID: 40,
  DECLINED: 12,
  REJECTED: 3,
  ABANDONED: 5,
  RELEASED: 8,
  ABORTED: 3,
  RESERVED: 3,
  AUTHORISED: 5,
  CANCELLED: 3,
  REFUNDED: 8,
  REPEATED: 4,
  VOIDED: 4,
  TOKEN: 2,
};

/** What goes wrong with a payment's first notification. */
export const NOTIFICATION_TROUBLES = ['dropped', 'doubled', 'disordered', 'unheard'] as const;
export type NotificationTrouble = (typeof NOTIFICATION_TROUBLES)[number];

/** Shares between 0 and 1 of the notifications. */
export type Troubles = Readonly<Record<NotificationTrouble, number>>;

/** One payment of the day; follows from the seed and its number alone. */
export interface PlannedPayment {
  readonly number: number;
  readonly story: Story;
  readonly orderReference: string;
  readonly transactionId: string;
  readonly securityKey: string;
  readonly vendorTxCode: string;
  /** Of the refund, repeat or authorisation that follows, where the story has one. */
  readonly followUp: { readonly transactionId: string; readonly securityKey: string; readonly vendorTxCode: string };
  readonly amountMinor: number;
  readonly currency: string;
  readonly card: Card;
  /** `S`: Server, with a notification; `P`: Pi, found by who asks. */
  readonly system: 'S' | 'P';
  readonly protocol: '2.23' | '3.00' | '4.00';
  /** The shop has told ingestion of it beforehand. */
  readonly announced: boolean;
  readonly trouble: NotificationTrouble | null;
}

export interface DayRequest {
  readonly seed: string;
  readonly transactions: number;
  readonly mix: Mix;
  readonly troubles: Troubles;
  /** Shares between 0 and 1. */
  readonly piShare: number;
  readonly announcedShare: number;
}

const CURRENCIES = ['GBP', 'GBP', 'GBP', 'GBP', 'GBP', 'GBP', 'GBP', 'EUR', 'JPY', 'KWD'] as const;
const PROTOCOLS = ['2.23', '3.00', '4.00'] as const;
/** Only a shopper at a page goes away or saves a card. */
const NEEDS_A_PAGE: readonly Story[] = ['ABANDONED', 'TOKEN'];

/** The payments of a day, the same for the same request on every machine. `shop`: first part of every VendorTxCode. */
export function planDay(request: DayRequest, shop: string): PlannedPayment[] {
  return Array.from({ length: request.transactions }, (_, index) => plannedPayment(request, shop, index + 1));
}

function plannedPayment(request: DayRequest, shop: string, number: number): PlannedPayment {
  const dice = diceFor(request.seed, number);
  const story = storyFor(request.mix, dice.share());
  const orderReference = `${request.seed}-${String(number).padStart(5, '0')}`;
  const vendorTxCode = `${shop.slice(0, 16)}-${orderReference}`;
  const system = !NEEDS_A_PAGE.includes(story) && dice.share() < request.piShare ? 'P' : 'S';
  return {
    number,
    story,
    orderReference,
    transactionId: dice.guid(),
    securityKey: dice.key(),
    vendorTxCode,
    followUp: { transactionId: dice.guid(), securityKey: dice.key(), vendorTxCode: `${vendorTxCode}-2` },
    amountMinor: 100 + Math.floor(dice.share() * 50_000),
    currency: dice.of(CURRENCIES),
    card: { ...dice.of(CARD_TYPES), lastFourDigits: '0006', expiryDate: '1130' },
    system,
    protocol: dice.of(PROTOCOLS),
    announced: dice.share() < request.announcedShare,
    trouble: system === 'S' ? troubleFor(request.troubles, dice.share()) : null,
  };
}

function storyFor(mix: Mix, share: number): Story {
  const total = STORIES.reduce((sum, story) => sum + (mix[story] ?? 0), 0);
  let left = share * total;
  for (const story of STORIES) {
    left -= mix[story] ?? 0;
    if (left < 0) return story;
  }
  return 'PAID';
}

function troubleFor(troubles: Troubles, share: number): NotificationTrouble | null {
  let left = share;
  for (const trouble of NOTIFICATION_TROUBLES) {
    left -= troubles[trouble];
    if (left < 0) return trouble;
  }
  return null;
}

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Numbers that look like chance and follow from seed and payment. */
function diceFor(seed: string, number: number) {
  let throws = 0;
  const bytes = (): Buffer =>
    createHash('sha256')
      .update(JSON.stringify(['clarity-sandbox-day', seed, number, (throws += 1)]))
      .digest();
  const share = (): number => bytes().readUIntBE(0, 6) / 2 ** 48;
  return {
    /** From 0, below 1. */
    share,
    of: <T>(list: readonly T[]): T => list[Math.floor(share() * list.length)] as T,
    guid: (): string => {
      const hex = bytes().toString('hex', 0, 16).toUpperCase();
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    key: (): string => [...bytes().subarray(0, 10)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join(''),
  };
}
