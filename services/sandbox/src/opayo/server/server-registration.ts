import { collection } from '../../books/collection.js';

/** Versions of the form protocol; they differ in the fields of a notification (opayo.md 2.2). */
export const PROTOCOLS = ['2.23', '3.00', '4.00'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export type ServerTxType = 'PAYMENT' | 'DEFERRED' | 'AUTHENTICATE' | 'TOKEN';

/** What Server knows of a transaction beyond the ledger: how its page is shown and its vendor told. */
export interface ServerRegistration {
  readonly transactionId: string;
  readonly protocol: Protocol;
  readonly txType: ServerTxType;
  readonly notificationUrl: string;
  /** LOW: no confirmation page, made for a frame. */
  readonly profile: 'NORMAL' | 'LOW';
  /** 0 to 3 as sent: use the account's setting, force, disable, force ignoring the rules. */
  readonly apply3DSecure: string;
  readonly applyAvsCv2: string;
  readonly giftAid: boolean;
  /** The payment makes a token as well. */
  readonly createToken: boolean;
  /** The token paid with. */
  readonly token: string | null;
  /** The token paid with survives its use. */
  readonly storeToken: boolean;
  /** The token that was made. */
  readonly madeToken: string | null;
  /** Where the vendor wants the shopper, once it has answered. */
  readonly redirectUrl: string | null;
  /** Everything that was sent, hashed: the same again is a repeat. */
  readonly fingerprint: string;
}

export const REGISTRATIONS = collection<ServerRegistration>('opayo.server-registrations');
