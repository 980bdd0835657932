import { outcome, type Checks, type Match, type Outcome, type ThreeDSecureStatus } from '../ledger/outcome.js';
import { NOT_CHECKED } from '../ledger/outcome.js';
import type { Address, TransactionType } from '../ledger/transaction.js';
import type { Card } from '../card.js';
import type { VendorProfile } from '../vendors.js';
import { authenticationOf, passesRules } from './cardholder-name.js';

/** Pi's words for whether a check is made and its rules applied; the forms' 0, 1, 2, 3 (opayo.md 1.3). */
export const CHECK_SETTINGS = ['UseMSPSetting', 'Force', 'Disable', 'ForceIgnoringRules'] as const;
export type CheckSetting = (typeof CHECK_SETTINGS)[number];

export interface Assessed {
  readonly transactionType: TransactionType;
  readonly card: Card;
  readonly cv2: Match;
  readonly billing: Address;
  readonly profile: VendorProfile;
  readonly apply3DSecure: CheckSetting;
  readonly applyAvsCvcCheck: CheckSetting;
  /** The shopper is at a browser; mail, telephone and recurring payments know no 3-D Secure. */
  readonly shopperPresent: boolean;
}

/** Decided at once, or once the shopper has met the challenge. */
export type Assessment =
  | { readonly outcome: Outcome }
  | { readonly challenge: { readonly whenPassed: Outcome; readonly whenFailed: Outcome } };

/**
 * What becomes of a payment, in this order: a bank that declines the card, 3-D Secure by the name on the card, address and security code by the
 * vendor's rules, success. How Opayo's rules weigh each 3-D Secure status is not public: see the README's decisions.
 */
export function assess(asked: Assessed): Assessment {
  const { transactionType, card, apply3DSecure, shopperPresent } = asked;
  // An Authenticate asks no bank: the card is declined when money is authorised.
  if (card.bankDeclines && transactionType !== 'Authenticate') {
    return { outcome: outcome('NOTAUTHED', { checks: checksOf(asked) }) };
  }
  const checked = shopperPresent && isChecked(apply3DSecure, asked.profile);
  const authentication = checked ? authenticationOf(card.holder ?? '') : 'NOTCHECKED';
  if (authentication !== 'CHALLENGE') return { outcome: after3DSecure(asked, authentication) };
  return { challenge: { whenPassed: after3DSecure(asked, 'OK'), whenFailed: after3DSecure(asked, 'NOTAUTHED') } };
}

function after3DSecure(asked: Assessed, threeDSecure: ThreeDSecureStatus): Outcome {
  const checks = checksOf(asked);
  const found = { checks, threeDSecure };
  if (asked.apply3DSecure !== 'ForceIgnoringRules' && !passesRules(threeDSecure)) {
    return outcome('REJECTED', { ...found, ...failed3DSecure(threeDSecure), bankResponseCode: null });
  }
  if (asked.transactionType === 'Authenticate') {
    return outcome(threeDSecure === 'OK' ? 'AUTHENTICATED' : 'REGISTERED', found);
  }
  const rules = asked.profile === 'strict' && asked.applyAvsCvcCheck !== 'ForceIgnoringRules';
  if (rules && Object.values(checks).includes('NOTMATCHED')) return outcome('REJECTED', found);
  return outcome('OK', found);
}

function failed3DSecure(status: ThreeDSecureStatus): Pick<Outcome, 'statusCode' | 'statusDetail'> {
  return status === 'NOTAUTHED'
    ? {
        statusCode: '4026',
        statusDetail: "3D-Authentication failed. This vendor's rules require a successful 3D-Authentication.",
      }
    : { statusCode: '4027', statusDetail: '3D-Authentication could not be completed; the transaction was rejected.' };
}

/** Address 88, postcode 412 and the card's code match (opayo.md 7); of an address only its digits count. */
function checksOf({ transactionType, billing, cv2, applyAvsCvcCheck, profile }: Assessed): Checks {
  if (transactionType === 'Authenticate' || !isChecked(applyAvsCvcCheck, profile)) return NOT_CHECKED;
  return { address: matches(billing.address1, '88'), postCode: matches(billing.postCode ?? '', '412'), cv2 };
}

function matches(text: string, digits: string): Match {
  if (text.trim() === '') return 'NOTPROVIDED';
  return text.replace(/\D/g, '') === digits ? 'MATCHED' : 'NOTMATCHED';
}

function isChecked(setting: CheckSetting, profile: VendorProfile): boolean {
  if (setting === 'UseMSPSetting') return profile === 'strict';
  return setting !== 'Disable';
}
