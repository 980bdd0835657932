import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { conflict, Validated } from '#libs/service';
import { z } from 'zod';
import { STORIES, USUAL_MIX } from './day-plan.js';
import { Days, type DayReport } from './days.js';

const share = z.number().min(0).max(1);
const troubles = z
  .strictObject({
    dropped: share.default(0.05),
    doubled: share.default(0.05),
    disordered: share.default(0.05),
    unheard: share.default(0.05),
  })
  .refine(
    ({ dropped, doubled, disordered, unheard }) => dropped + doubled + disordered + unheard <= 1,
    'add up to more than 1',
  );

const dayRequest = z.strictObject({
  seed: z.string().regex(/^[A-Za-z0-9]{1,10}$/, 'letters and digits, at most 10'),
  transactions: z.int().min(1).max(10_000).default(200),
  mix: z.partialRecord(z.enum(STORIES), z.number().min(0)).default(USUAL_MIX),
  troubles: troubles.prefault({}),
  piShare: share.default(0.2),
  announcedShare: share.default(0.7),
  ingestionUrl: z.url().optional(),
});

/** A day of mixed traffic at Opayo, for checks: what was published must be what `GET /books/opayo/facts` then tells. */
@Controller('opayo/day')
export class DayController {
  constructor(@Inject(Days) private readonly days: Days) {}

  @Get()
  report(): DayReport {
    return this.days.report();
  }

  /** Begins it; 409 while another one is played. */
  @Post()
  @HttpCode(202)
  begin(@Body(new Validated(dayRequest)) { ingestionUrl, ...request }: z.output<typeof dayRequest>): DayReport {
    if (!this.days.begin(request, ingestionUrl))
      throw conflict('A day is being played; wait until GET /opayo/day says DONE');
    return this.days.report();
  }
}
