import type { Form } from './form.js';
import { invalid, malformed, type FormRefusal } from './form-refusal.js';

/** What one field must be like; the first rule that is broken is the answer. Codes: opayo.md 4.5 and the public list it names. */
export interface FieldRule {
  readonly name: string;
  /** Code of its absence; undefined: it may be absent. */
  readonly missing?: string;
  readonly longest?: number;
  readonly tooLong?: string;
  readonly pattern?: RegExp;
  readonly garbled?: string;
}

/** The first rule a form breaks: absent, too long, or not of its pattern. */
export function firstBroken(form: Form, rules: readonly FieldRule[]): FormRefusal | undefined {
  for (const rule of rules) {
    const refusal = broken(rule, form.get(rule.name));
    if (refusal) return refusal;
  }
  return undefined;
}

function broken(rule: FieldRule, value: string | undefined): FormRefusal | undefined {
  const { name, missing, longest, tooLong, pattern, garbled } = rule;
  if (value === undefined) return missing === undefined ? undefined : malformed(missing, `The ${name} is missing.`);
  if (longest !== undefined && value.length > longest) {
    return invalid(tooLong ?? garbled ?? '5003', `The ${name} value is too long.`);
  }
  if (pattern && !pattern.test(value)) return invalid(garbled ?? '5003', `The ${name} format is invalid.`);
  return undefined;
}

const COUNTRY = /^[A-Z]{2}$/;

/** The vendor's own code of a new transaction. */
export const VENDOR_TX_CODE_RULE: FieldRule = {
  name: 'VendorTxCode',
  missing: '3009',
  longest: 40,
  tooLong: '3080',
  pattern: /^[A-Za-z0-9{}._-]+$/,
  garbled: '3035',
};

/** Fields of every registration. */
export const COMMON_RULES: readonly FieldRule[] = [
  { name: 'VPSProtocol', missing: '3096', pattern: /^(2\.23|3\.00|4\.00)$/, garbled: '3095' },
  { name: 'TxType', missing: '3039' },
  { name: 'Vendor', missing: '3034', longest: 15, tooLong: '3008', pattern: /^[A-Za-z0-9]+$/, garbled: '3008' },
  VENDOR_TX_CODE_RULE,
  { name: 'Currency', missing: '3045', pattern: /^[A-Z]{3}$/, garbled: '3003' },
];

/** Where the vendor is told. */
export const NOTIFICATION_RULES: readonly FieldRule[] = [
  {
    name: 'NotificationURL',
    missing: '3076',
    longest: 255,
    tooLong: '3037',
    pattern: /^https?:\/\/[^\s/]+/i,
    garbled: '3011',
  },
  { name: 'Profile', pattern: /^(NORMAL|LOW)$/i, garbled: '3146' },
];

export const DESCRIPTION_RULE: FieldRule = { name: 'Description', missing: '3013', longest: 100, tooLong: '3082' };

/** Address lines may have 100 characters, 50 under protocol 4.00 (opayo.md 2.1). */
export function addressRules(
  protocol: string,
  country: (who: 'Billing' | 'Delivery') => string | undefined,
): FieldRule[] {
  const line = protocol === '4.00' ? 50 : 100;
  const inTheStates = (who: 'Billing' | 'Delivery'): boolean => country(who) === 'US';
  const needsPostCode = (who: 'Billing' | 'Delivery'): boolean => country(who) !== 'IE';
  return [
    { name: 'BillingSurname', missing: '3107', longest: 20, tooLong: '3108' },
    { name: 'BillingFirstnames', missing: '3109', longest: 20, tooLong: '3110' },
    { name: 'BillingAddress1', missing: '3111', longest: line, tooLong: '3112' },
    { name: 'BillingAddress2', longest: line, tooLong: '3113' },
    { name: 'BillingCity', missing: '3114', longest: 40, tooLong: '3115' },
    { name: 'BillingPostCode', ...(needsPostCode('Billing') ? { missing: '3090' } : {}), longest: 10, tooLong: '3016' },
    { name: 'BillingCountry', missing: '3117', longest: 2, tooLong: '3145', pattern: COUNTRY, garbled: '3141' },
    { name: 'BillingState', ...(inTheStates('Billing') ? { missing: '3147' } : {}), longest: 2, tooLong: '3130' },
    { name: 'BillingPhone', longest: 20, tooLong: '3131' },
    { name: 'DeliverySurname', missing: '3118', longest: 20, tooLong: '3119' },
    { name: 'DeliveryFirstnames', missing: '3120', longest: 20, tooLong: '3121' },
    { name: 'DeliveryAddress1', missing: '3122', longest: line, tooLong: '3123' },
    { name: 'DeliveryAddress2', longest: line, tooLong: '3124' },
    { name: 'DeliveryCity', missing: '3092', longest: 40, tooLong: '3126' },
    {
      name: 'DeliveryPostCode',
      ...(needsPostCode('Delivery') ? { missing: '3094' } : {}),
      longest: 10,
      tooLong: '3025',
    },
    { name: 'DeliveryCountry', missing: '3128', longest: 2, tooLong: '3129', pattern: COUNTRY, garbled: '3140' },
    { name: 'DeliveryState', ...(inTheStates('Delivery') ? { missing: '3148' } : {}), longest: 2, tooLong: '3132' },
    { name: 'DeliveryPhone', longest: 20, tooLong: '3133' },
  ];
}

/** What a payment may say besides. */
export const OPTIONAL_RULES: readonly FieldRule[] = [
  { name: 'CustomerEMail', longest: 255, tooLong: '3022', pattern: /^[^@\s]+@[^@\s]+$/, garbled: '3078' },
  { name: 'Basket', longest: 7500, tooLong: '3041' },
  { name: 'BasketXML', longest: 20_000, tooLong: '3177' },
  { name: 'CustomerXML', longest: 2000, tooLong: '3176' },
  { name: 'SurchargeXML', longest: 800, tooLong: '3175' },
  { name: 'VendorData', longest: 200, tooLong: '3178' },
  { name: 'ReferrerID', longest: 40, tooLong: '3134' },
  { name: 'Website', longest: 100, tooLong: '3187' },
  { name: 'AllowGiftAid', pattern: /^[01]$/, garbled: '3018' },
  { name: 'ApplyAVSCV2', pattern: /^[0-3]$/, garbled: '3019' },
  { name: 'Apply3DSecure', pattern: /^[0-3]$/, garbled: '3020' },
  { name: 'AccountType', pattern: /^[EMC]$/, garbled: '3100' },
  { name: 'BillingAgreement', pattern: /^[01]$/, garbled: '3167' },
  { name: 'CreateToken', pattern: /^[01]$/, garbled: '3172' },
  { name: 'StoreToken', pattern: /^[01]$/, garbled: '3191' },
];
