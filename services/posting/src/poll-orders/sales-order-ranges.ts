import { storedKey } from '#libs/syspro';

/** Numbers from one to another, both included. */
export interface SalesOrderRange {
  readonly from: string;
  readonly to: string;
}

/**
 * As few ranges as cover all the numbers without reading many others between them: neighbours up to `maxGap` apart share a range.
 * Orders that stay open for ever then cost one row each, not everything entered since. Numbers that are not numeric stand alone.
 */
export function rangesOf(salesOrders: readonly string[], maxGap: number): SalesOrderRange[] {
  const keys = [...new Set(salesOrders.map(storedKey))].sort();
  const ranges: { from: string; to: string }[] = [];
  for (const key of keys) {
    const last = ranges.at(-1);
    if (last && gapBetween(last.to, key) <= maxGap) last.to = key;
    else ranges.push({ from: key, to: key });
  }
  return ranges;
}

function gapBetween(lower: string, upper: string): number {
  const numeric = /^\d+$/;
  return numeric.test(lower) && numeric.test(upper) ? Number(BigInt(upper) - BigInt(lower)) : Infinity;
}
