import { RE2JS } from 're2js';
import { z } from 'zod';
import { Secret, SHOP_NAME } from '#libs/service';
import { templateProblem, type RedirectUrls } from '../notification/redirect-url.js';

const secret = () =>
  z
    .string('a text')
    .min(1, 'a text')
    .transform((value) => new Secret(value));

const template = () =>
  z.string('a URL template').superRefine((value, context) => {
    const problem = templateProblem(value);
    if (problem !== undefined) context.addIssue(problem);
  });

const redirectUrl = z.union(
  [
    template(),
    z.strictObject({
      ...{ paid: template(), authorised: template(), pending: template(), declined: template(), invalid: template() },
      token: template().optional(),
    }),
  ],
  {
    error:
      'a URL template, or one each for paid, authorised, pending, declined, invalid and perhaps token: absolute http(s), at most 255 characters filled in, with only {outcome}, {vendorTxCode} and {transactionId} in braces',
  },
);

const orderReference = z.strictObject({
  /** The shop the references are of. */
  shop: z.string().regex(SHOP_NAME, 'letters, digits and -, at most 30'),
  pattern: z.string().superRefine((value, context) => {
    const groups = groupsOf(value);
    if (groups === undefined) context.addIssue('a regular expression');
    else if (groups !== 1) context.addIssue('a regular expression with exactly one group, the order reference');
  }),
});

const vendor = z.strictObject({
  vendor: z.string().regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15'),
  pi: z.strictObject({ integrationKey: secret(), integrationPassword: secret() }),
  reporting: z.strictObject({ user: z.string().min(1, 'a text'), password: secret() }).optional(),
  redirectUrl,
  orderReference: orderReference.optional(),
});

/** One vendor account at Opayo, as OPAYO_VENDORS has it. */
export interface VendorSettings {
  /** As MyOpayo shows it; Opayo signs with it in lower case. */
  readonly vendor: string;
  readonly pi: { readonly integrationKey: Secret; readonly integrationPassword: Secret };
  readonly reporting?: { readonly user: string; readonly password: Secret } | undefined;
  readonly redirectUrls: RedirectUrls;
  /** How an order reference is taken out of a VendorTxCode nobody told us about. */
  readonly orderReference?: OrderReferencePattern | undefined;
}

export interface OrderReferencePattern {
  readonly shop: string;
  /** Of the whole VendorTxCode; its one group is the order reference. In linear time: codes come from a public address. */
  readonly pattern: RE2JS;
}

/** The order a VendorTxCode names by itself, as `shop/orderReference`; null when it names none. */
export function orderNamedIn(vendorTxCode: string, reference: OrderReferencePattern | undefined): string | null {
  const match = reference?.pattern.matcher(vendorTxCode);
  const found = match?.matches() ? match.group(1) : null;
  return reference && found ? `${reference.shop}/${found}` : null;
}

/** The setting's text as vendors, or what is wrong with it, each with its place and never with a value. */
export type VendorSettingsReading =
  | { readonly ok: true; readonly vendors: readonly VendorSettings[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads `[{"vendor", "pi", "reporting"?, "redirectUrl", "orderReference"?}]`. */
export function readVendorSettings(text: string): VendorSettingsReading {
  const json = jsonOf(text);
  if (json === undefined) return { ok: false, problems: ['a JSON array of vendors'] };
  const checked = z.array(vendor, 'a JSON array of vendors').min(1, 'at least one vendor').safeParse(json);
  if (!checked.success) return { ok: false, problems: checked.error.issues.map(problemOf) };
  const names = checked.data.map(({ vendor: name }) => name.toLowerCase());
  if (new Set(names).size < names.length) return { ok: false, problems: ['each vendor once'] };
  return { ok: true, vendors: checked.data.map(settingsOf) };
}

function settingsOf({
  redirectUrl: urls,
  orderReference: reference,
  ...rest
}: z.output<typeof vendor>): VendorSettings {
  return {
    ...rest,
    redirectUrls: redirectUrlsOf(urls),
    orderReference: reference && { shop: reference.shop, pattern: RE2JS.compile(reference.pattern) },
  };
}

function redirectUrlsOf(urls: z.output<typeof redirectUrl>): RedirectUrls {
  if (typeof urls !== 'string') return { ...urls, token: urls.token ?? urls.authorised };
  return { paid: urls, authorised: urls, pending: urls, declined: urls, invalid: urls, token: urls };
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How many groups a pattern has; undefined when it is none. */
function groupsOf(pattern: string): number | undefined {
  try {
    return RE2JS.compile(pattern).groupCount();
  } catch {
    return undefined;
  }
}
