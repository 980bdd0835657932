import { currencyExponent, formatMinor, isCurrency } from '#libs/money';
import { toLatin1 } from './latin1-text.js';

/** Somebody's name and address, as Opayo's page shows and the card's bank checks it. */
export interface ServerAddress {
  /** At most 20 characters, as `firstNames`. */
  readonly surname: string;
  readonly firstNames: string;
  /** At most 50 characters, as `address2`. */
  readonly address1: string;
  readonly address2?: string;
  /** At most 40 characters. */
  readonly city: string;
  /** At most 10 characters. */
  readonly postCode?: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  /** Two letters, United States only. */
  readonly state?: string;
  /** At most 20 characters. */
  readonly phone?: string;
}

/** `UseMSPSetting`, `Force`, `Disable`, `ForceIgnoringRules` in this order (reference page 1.3). */
export type CheckSetting = 0 | 1 | 2 | 3;

/**
 * A payment to be made on Opayo's own page. Lengths are counted in what ISO-8859-1 makes of a text (`toLatin1`). Source: reference page 2.1, protocol
 * 4.00, read 2026-11-23.
 */
export interface ServerRegistrationRequest {
  /** At most 15 characters. */
  readonly vendor: string;
  readonly txType: 'PAYMENT' | 'DEFERRED' | 'AUTHENTICATE';
  /** 1 to 40 letters, digits and `{}._-`, never used before by this vendor. */
  readonly vendorTxCode: string;
  /** Minor units of `currency`, from 1 to what is 100,000.00. */
  readonly amountMinor: number;
  readonly currency: string;
  /** 1 to 100 characters, shown to the shopper. */
  readonly description: string;
  /** Where Opayo tells the result: an absolute URL of at most 255 ASCII characters. */
  readonly notificationUrl: string;
  readonly billing: ServerAddress;
  /** Default: `billing`. */
  readonly delivery?: ServerAddress;
  /** At most 255 characters. */
  readonly customerEmail?: string;
  /** `LOW` is the plain page for frames. Opayo's default: NORMAL. */
  readonly profile?: 'NORMAL' | 'LOW';
  /** E-commerce, mail order, continuous authority. Opayo's default: E. */
  readonly accountType?: 'E' | 'M' | 'C';
  readonly applyAvsCv2?: CheckSetting;
  readonly apply3DSecure?: CheckSetting;
  readonly allowGiftAid?: boolean;
  /** At most 200 characters, shown in MyOpayo. */
  readonly vendorData?: string;
  /** At most 100 characters. */
  readonly website?: string;
  /** ISO 639, of the page. */
  readonly language?: string;
  /** At most 40 characters. */
  readonly referrerId?: string;
}

/** Why a request cannot be sent. `field` is our name of it, with its path; values are never repeated. */
export interface RegistrationProblem {
  readonly field: string;
  readonly code: 'MISSING' | 'TOO_LONG' | 'NOT_ISO_8859_1' | 'BAD_VALUE';
  /** What would do, in words for who sent it. */
  readonly expected: string;
}

type Field = readonly [name: string, value: string];
export type RegistrationForm =
  | { readonly ok: true; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly problems: readonly RegistrationProblem[] };

const VPS_PROTOCOL = '4.00';
const LARGEST_MAJOR = 100_000n;

/** The form of a registration, every field checked before anything is sent: all problems at once, or the fields in the order of Opayo's documents. */
export function registrationForm(request: ServerRegistrationRequest): RegistrationForm {
  const form = new Form();
  const { billing, delivery = billing } = request;
  form.fixed('VPSProtocol', VPS_PROTOCOL);
  form.fixed('TxType', request.txType);
  form.shaped('Vendor', 'vendor', request.vendor, /^[\x21-\x7e]{1,15}$/, '1 to 15 ASCII characters without blanks');
  form.shaped(
    'VendorTxCode',
    'vendorTxCode',
    request.vendorTxCode,
    /^[A-Za-z0-9{}._-]{1,40}$/,
    '1 to 40 of A-Z a-z 0-9 {}._-',
  );
  form.amount(request);
  form.text('Description', 'description', request.description, 100);
  form.shaped(
    'NotificationURL',
    'notificationUrl',
    request.notificationUrl,
    /^https?:\/\/[\x21-\x7e]{1,247}$/,
    'an absolute URL of at most 255 ASCII characters',
  );
  form.address('Billing', 'billing', billing);
  form.address('Delivery', 'delivery', delivery);
  form.optionalText('CustomerEMail', 'customerEmail', request.customerEmail, 255);
  form.given('AllowGiftAid', request.allowGiftAid === undefined ? undefined : Number(request.allowGiftAid));
  form.given('ApplyAVSCV2', request.applyAvsCv2);
  form.given('Apply3DSecure', request.apply3DSecure);
  form.given('Profile', request.profile);
  form.given('AccountType', request.accountType);
  form.optionalText('VendorData', 'vendorData', request.vendorData, 200);
  form.optionalText('ReferrerID', 'referrerId', request.referrerId, 40);
  form.optionalText('Language', 'language', request.language, 10);
  form.optionalText('Website', 'website', request.website, 100);
  return form.result();
}

/** All that keeps a request from being sent; empty when it can be. For the edge, so that the shop hears it before anything is stored. */
export function registrationProblems(request: ServerRegistrationRequest): readonly RegistrationProblem[] {
  const form = registrationForm(request);
  return form.ok ? [] : form.problems;
}

/** Fields and problems as they are found. */
class Form {
  private readonly fields: Field[] = [];
  private readonly problems: RegistrationProblem[] = [];

  fixed(name: string, value: string): void {
    this.fields.push([name, value]);
  }

  given(name: string, value: string | number | undefined): void {
    if (value !== undefined) this.fields.push([name, String(value)]);
  }

  shaped(name: string, field: string, value: string, shape: RegExp, expected: string): void {
    if (shape.test(value)) this.fields.push([name, value]);
    else this.problems.push({ field, code: value === '' ? 'MISSING' : 'BAD_VALUE', expected });
  }

  text(name: string, field: string, value: string, length: number): void {
    const text = toLatin1(value);
    const problem = (code: RegistrationProblem['code'], expected: string): void =>
      void this.problems.push({ field, code, expected });
    if (text === undefined) problem('NOT_ISO_8859_1', 'characters of ISO-8859-1, or letters that come close to them');
    else if (text === '') problem('MISSING', `1 to ${length} characters`);
    else if (text.length > length) problem('TOO_LONG', `at most ${length} characters`);
    else this.fields.push([name, text]);
  }

  optionalText(name: string, field: string, value: string | undefined, length: number): void {
    if (value !== undefined && value.trim() !== '') this.text(name, field, value, length);
  }

  amount({ amountMinor, currency }: ServerRegistrationRequest): void {
    if (!isCurrency(currency)) {
      this.problems.push({ field: 'currency', code: 'BAD_VALUE', expected: 'an ISO 4217 code' });
      return;
    }
    const largest = LARGEST_MAJOR * 10n ** BigInt(currencyExponent(currency));
    if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || BigInt(amountMinor) > largest) {
      const expected = `a whole number of minor units from 1 to ${largest}`;
      this.problems.push({ field: 'amountMinor', code: 'BAD_VALUE', expected });
      return;
    }
    this.fields.push(['Amount', formatMinor(amountMinor, currency)], ['Currency', currency]);
  }

  address(prefix: 'Billing' | 'Delivery', path: string, address: ServerAddress): void {
    this.text(`${prefix}Surname`, `${path}.surname`, address.surname, 20);
    this.text(`${prefix}Firstnames`, `${path}.firstNames`, address.firstNames, 20);
    this.text(`${prefix}Address1`, `${path}.address1`, address.address1, 50);
    this.optionalText(`${prefix}Address2`, `${path}.address2`, address.address2, 50);
    this.text(`${prefix}City`, `${path}.city`, address.city, 40);
    this.optionalText(`${prefix}PostCode`, `${path}.postCode`, address.postCode, 10);
    this.shaped(`${prefix}Country`, `${path}.country`, address.country, /^[A-Z]{2}$/, 'two capital letters');
    // Opayo refuses a state of any other country.
    if (address.country === 'US') {
      this.shaped(`${prefix}State`, `${path}.state`, address.state ?? '', /^[A-Z]{2}$/, 'two capital letters');
    }
    this.optionalText(`${prefix}Phone`, `${path}.phone`, address.phone, 20);
  }

  result(): RegistrationForm {
    if (this.problems.length > 0) return { ok: false, problems: this.problems };
    return { ok: true, fields: this.fields };
  }
}
