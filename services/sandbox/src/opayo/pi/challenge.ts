import { randomUUID } from 'node:crypto';
import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import type { Outcome } from '../ledger/outcome.js';
import { isObject } from './pi-json.js';

/** A 3-D Secure challenge: what the ACS asks the shopper, and what becomes of the payment then. */
export interface Challenge {
  readonly transactionId: string;
  /** Lower-case UUIDs of the two servers behind the card scheme. */
  readonly acsTransId: string;
  readonly dsTransId: string;
  readonly threeDSServerTransId: string;
  /** Where the answer is posted to; null shows it to the shopper. */
  readonly notificationUrl: string | null;
  readonly whenPassed: Outcome;
  readonly whenFailed: Outcome;
  /** What the shopper did at the ACS; null before. */
  readonly passed: boolean | null;
}

/** By acsTransId. */
const CHALLENGES = collection<Challenge>('opayo.challenges');
/** acsTransId by transactionId. */
const CHALLENGE_OF = collection<string>('opayo.challenge-of-transaction');

/** The shopper's password at the ACS of Opayo's sandbox (opayo.md 7, from memory). */
export const ACS_PASSWORD = 'password';

export function openChallenge(
  draft: BookDraft,
  asked: Pick<Challenge, 'transactionId' | 'notificationUrl' | 'whenPassed' | 'whenFailed'>,
): Challenge {
  const [acsTransId, dsTransId, threeDSServerTransId] = [randomUUID(), randomUUID(), randomUUID()];
  const challenge: Challenge = { ...asked, acsTransId, dsTransId, threeDSServerTransId, passed: null };
  draft.put(CHALLENGES, acsTransId, challenge);
  draft.put(CHALLENGE_OF, challenge.transactionId, acsTransId);
  return challenge;
}

export function challengeOf(books: BookReader, transactionId: string): Challenge | undefined {
  const acsTransId = books.get(CHALLENGE_OF, transactionId);
  return acsTransId === undefined ? undefined : books.get(CHALLENGES, acsTransId);
}

/** The challenge a CReq of ours asks for. */
export function challengeAsked(books: BookReader, creq: string): Challenge | undefined {
  const message = decode(creq);
  const acsTransId = message?.['messageType'] === 'CReq' ? message['acsTransID'] : undefined;
  return typeof acsTransId === 'string' ? books.get(CHALLENGES, acsTransId) : undefined;
}

/** The shopper's answer; the first one stays. */
export function answerChallenge(draft: BookDraft, challenge: Challenge, password: string): Challenge {
  if (challenge.passed !== null) return challenge;
  const answered = { ...challenge, passed: password === ACS_PASSWORD };
  draft.put(CHALLENGES, challenge.acsTransId, answered);
  return answered;
}

/** Challenge request, base64url of JSON (EMV 3-D Secure 2.2.0). */
export function creqOf({ acsTransId, threeDSServerTransId }: Challenge): string {
  return encode({
    messageType: 'CReq',
    messageVersion: '2.2.0',
    threeDSServerTransID: threeDSServerTransId,
    acsTransID: acsTransId,
    challengeWindowSize: '05',
  });
}

/** Challenge response, as the ACS posts it once the shopper has answered. */
export function cresOf({ acsTransId, threeDSServerTransId, passed }: Challenge): string {
  return encode({
    messageType: 'CRes',
    messageVersion: '2.2.0',
    threeDSServerTransID: threeDSServerTransId,
    acsTransID: acsTransId,
    challengeCompletionInd: 'Y',
    transStatus: passed ? 'Y' : 'N',
  });
}

/** Whether a CRes is word for word what the ACS said of this challenge: a vendor cannot make one up. */
export function isCresOf(challenge: Challenge, cres: string): boolean {
  if (challenge.passed === null) return false;
  return JSON.stringify(decode(cres)) === JSON.stringify(decode(cresOf(challenge)));
}

function encode(message: object): string {
  return Buffer.from(JSON.stringify(message)).toString('base64url');
}

function decode(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
