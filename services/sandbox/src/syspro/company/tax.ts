import { Decimal, minorUnits, type MinorUnits } from '#libs/money';
import type { Company } from './company.js';
import type { TaxStatus } from './records.js';

const HUNDRED = Decimal.of(100);

/**
 * Tax of one line, minor units: net × rate, rounded half up, as SYSPRO computes it by itself from the tax code of the item or charge
 * and the customer's status. Nothing for an exempt customer or a code the company does not have.
 */
export function lineTax(company: Company, netMinor: number, taxCode: string, status: TaxStatus): MinorUnits {
  const rate = status === 'E' ? undefined : company.taxRates[taxCode];
  if (rate === undefined) return minorUnits(0);
  return minorUnits(Decimal.of(netMinor).times(Decimal.parse(rate)).dividedBy(HUNDRED, 0).unscaled);
}
