import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How much a vendor's account looks at before it lets a payment through (opayo.md 1.1, 7). */
export const VENDOR_PROFILES = ['lenient', 'strict'] as const;

/** `lenient`: neither 3-D Secure nor AVS/CV2 unless a request forces them; `strict`: both, and what does not match is rejected. */
export type VendorProfile = (typeof VENDOR_PROFILES)[number];

const name = z.string().regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15');
const account = z.strictObject({
  vendor: name,
  profile: z.enum(VENDOR_PROFILES).default('lenient'),
  pi: z.strictObject({ integrationKey: z.string().min(1), integrationPassword: z.string().min(1) }),
  reporting: z.strictObject({ user: z.string().min(1), password: z.string().min(1) }).optional(),
});

const accounts = z.array(account);

/** Reads `OPAYO_FURTHER_VENDORS`: a JSON array of accounts. Throws `Error` with what is wrong and where. */
export function parseVendors(text: string): VendorAccount[] {
  const parsed = accounts.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/** A vendor's account at Opayo and the credentials that open it; made up, they open nothing but the sandbox. */
export type VendorAccount = z.output<typeof account>;

/** The vendors this Opayo knows. */
export class Vendors {
  constructor(private readonly accounts: readonly VendorAccount[]) {}

  /** By name, whatever its letter case. */
  named(vendor: string): VendorAccount | undefined {
    return this.accounts.find((known) => known.vendor.toLowerCase() === vendor.toLowerCase());
  }

  /** Whose Pi credentials these are. */
  withPiCredentials(integrationKey: string, integrationPassword: string): VendorAccount | undefined {
    return this.accounts.find(
      ({ pi }) => same(pi.integrationKey, integrationKey) && same(pi.integrationPassword, integrationPassword),
    );
  }
}

/** Compared in a time that tells nothing of where they differ. */
function same(expected: string, given: string): boolean {
  const [left, right] = [expected, given].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(left, right);
}

/** JSON.parse would quote the text, passwords included, in its complaint. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('a JSON array of vendors');
  }
}
