import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Validated } from '#libs/service';
import { GAP_BOOK } from '../tokens.js';
import type { GapBook, GapsAnswer } from './gap-book.js';
import { gapQuery, type GapQuery } from './gap-query.js';

/** What only one of Opayo and us knows of. For operators: no personal data, no key. */
@Controller('opayo/gaps')
export class GapsController {
  constructor(@Inject(GAP_BOOK) private readonly book: GapBook) {}

  /** Totals over all gaps, and of each list the oldest; `?list=…&after=<next>` goes on. */
  @Get()
  list(@Query(new Validated(gapQuery)) query: GapQuery): Promise<GapsAnswer> {
    return this.book.read(query);
  }
}
