import { invalid } from '#libs/service';
import type { Vendor, Vendors } from './vendors.js';

/** The vendor a shop names; 400 when this service does not serve it. Without a name it is the only one there is. */
export function vendorNamed(name: string | undefined, vendors: Vendors): Vendor {
  const vendor = name === undefined ? vendors.only : vendors.get(name);
  if (vendor) return vendor;
  const known = vendors.all().map((each) => `'${each.name}'`);
  throw invalid([{ field: 'vendor', message: `must be ${known.join(' or ')}, which this service serves` }]);
}
