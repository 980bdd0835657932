import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { RejectionRule } from '#libs/syspro';

const rows = z.array(
  z
    .strictObject({
      number: z.union([z.string(), z.number().int().transform(String)]).optional(),
      pattern: z.string().optional(),
      code: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'upper snake case'),
      owner: z.enum(['finance', 'integration', 'operations', 'shop']).optional(),
      suggestedFix: z.string().min(1).optional(),
    })
    .refine((row) => row.number !== undefined || row.pattern !== undefined, 'needs number or pattern')
    .refine((row) => row.pattern === undefined || isPattern(row.pattern), 'pattern is no regular expression'),
);

/**
 * A site's table `rejection-codes`: a YAML list of rows with `number` and/or `pattern`, `code`, and for new codes `owner` and
 * `suggestedFix`. Throws an `Error` that names the file and every wrong row, so that the service does not start with half a table.
 */
export function readRejectionCodes(file: string | undefined): RejectionRule[] {
  if (file === undefined) return [];
  const checked = rows.safeParse(parse(readFileSync(file, 'utf8')));
  if (checked.success) {
    return checked.data.map(
      (row) =>
        Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as RejectionRule,
    );
  }
  const problems = checked.error.issues.map((issue) => `row ${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new Error(`The table rejection-codes in ${file} cannot be used:\n  ${problems.join('\n  ')}`);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
