import { z } from 'zod';
import type { GapPosition } from './gap-rows.js';
import { GAP_LISTS, type Gap } from './gap.js';

const position = z
  .string()
  .regex(/^\d{1,15}_\d{1,15}$/, 'the `next` of an earlier answer')
  .transform((text): GapPosition => {
    const [sinceMs = '', gapId = ''] = text.split('_');
    return { since: new Date(Number(sinceMs)), gapId: Number(gapId) };
  });

/** Query of `GET /opayo/gaps`. */
export const gapQuery = z
  .strictObject({
    limit: z.coerce.number().int().min(1).max(500).default(100),
    list: z.enum(GAP_LISTS).optional(),
    after: position.optional(),
  })
  .refine(({ list, after }) => after === undefined || list !== undefined, {
    path: ['list'],
    message: 'is needed with after: each list has its own pages',
  });

export type GapQuery = z.output<typeof gapQuery>;

/** Where the page behind this one begins; null when it was the last. */
export function nextOf(page: readonly Gap[], limit: number): string | null {
  const last = page.at(-1);
  return last && page.length === limit ? `${last.since.getTime()}_${last.gapId}` : null;
}
