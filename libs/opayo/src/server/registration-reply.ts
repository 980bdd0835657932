import { maskCardNumbers } from '../card-data/card-number.js';
import { secretOf, type Secret } from '../secret.js';
import { readStatusDetail } from '../status-detail.js';
import { transactionIdOf } from '../transaction-id.js';

/** Opayo's answer to a registration. A refusal is an answer: nothing was registered, and the same request would be refused again. */
export type ServerRegistrationReply =
  | {
      readonly ok: true;
      /** Opayo had registered the same before (`OK REPEATED`) and gives the same page again. */
      readonly repeated: boolean;
      /** Upper-case GUID without braces. */
      readonly transactionId: string;
      /** What the notification will be signed with. It never travels again: store it before anybody sees the page. */
      readonly securityKey: Secret;
      /** Opayo's payment page for the shopper. */
      readonly nextUrl: string;
    }
  | {
      readonly ok: false;
      /** `MALFORMED`, `INVALID`, `ERROR`, or a word we do not know, which is no success. */
      readonly status: string;
      /** Four digits, or null. */
      readonly code: string | null;
      /** Opayo's sentence. */
      readonly text: string;
    };

const REGISTERED: Readonly<Record<string, { repeated: boolean }>> = {
  OK: { repeated: false },
  'OK REPEATED': { repeated: true },
};

/**
 * Reads `Name=Value` lines, split at the first `=`. `undefined` when they are no answer to a registration: no Status, a name that comes twice, or a success
 * without a readable id, key or page.
 */
export function readRegistrationReply(body: Buffer): ServerRegistrationReply | undefined {
  const values = readLines(body.toString('latin1'));
  const status = values?.get('status');
  if (!values || !status || !/^[\x20-\x7e]{1,50}$/.test(status)) return undefined;
  const registered = Object.hasOwn(REGISTERED, status) ? REGISTERED[status] : undefined;
  if (!registered) {
    const { code, text } = readStatusDetail(values.get('statusdetail') ?? '');
    return { ok: false, status, code, text: maskCardNumbers(text).slice(0, 255) };
  }
  const transactionId = transactionIdOf(values.get('vpstxid') ?? '');
  const securityKey = values.get('securitykey') ?? '';
  const nextUrl = values.get('nexturl') ?? '';
  if (transactionId === undefined || !/^[A-Za-z0-9]{1,64}$/.test(securityKey)) return undefined;
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(nextUrl) || !URL.canParse(nextUrl)) return undefined;
  return { ok: true, repeated: registered.repeated, transactionId, securityKey: secretOf(securityKey), nextUrl };
}

function readLines(text: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const split = line.indexOf('=');
    if (split < 1) continue;
    const name = line.slice(0, split).trim().toLowerCase();
    if (values.has(name)) return undefined;
    values.set(name, line.slice(split + 1).trim());
  }
  return values;
}
