import { Controller, HttpCode, Inject, Post, UseGuards, type PipeTransform } from '@nestjs/common';
import { conflict, invalid, Shop, ShopKeyGuard, speakFor } from '#libs/service';
import { NoCardData } from '../card-data/no-card-data.pipe.js';
import { JsonBody } from '../request-body/json-body.js';
import { CLAIM_BOOK, CLAIM_CHECK } from '../tokens.js';
import type { ClaimBook } from './claim-book.js';
import type { ClaimCheck } from './claim-check.js';
import { SubmissionCounts } from './submission-counts.js';

/** Refuses what is no object before its shop is put in. */
class JsonObject implements PipeTransform<unknown, Record<string, unknown>> {
  transform(body: unknown): Record<string, unknown> {
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
    throw invalid([{ field: '', message: 'a JSON object is expected' }]);
  }
}

/** How a program tells us what happened to a transaction at Opayo. */
@Controller('opayo/events')
@UseGuards(ShopKeyGuard)
export class ClaimController {
  constructor(
    @Inject(CLAIM_BOOK) private readonly book: ClaimBook,
    @Inject(CLAIM_CHECK) private readonly claims: ClaimCheck,
    @Inject(SubmissionCounts) private readonly counts: SubmissionCounts,
  ) {}

  /**
   * 202 with the eventId once it is stored; Opayo is asked afterwards, and what it says is published. The same again gets the same eventId and is asked about once.
   * 409 when the eventId is known with another content.
   */
  @Post()
  @HttpCode(202)
  async accept(
    @Shop() shop: string,
    @JsonBody(new NoCardData(), new JsonObject()) body: Record<string, unknown>,
  ): Promise<{ eventId: string }> {
    // The key tells the shop; who names one must name his own.
    const checking = this.claims.check({ ...body, shop: body['shop'] ?? shop });
    if (!checking.ok) {
      this.counts.taken('HTTP', 'event', 'refused');
      throw invalid(checking.problems);
    }
    const claim = checking.value;
    speakFor(shop, claim.shop ?? shop);
    const { result, eventId } = await this.book.accept(claim);
    this.counts.taken('HTTP', 'event', result);
    if (result === 'conflict') {
      throw conflict(
        `The event '${eventId}' is known with another content; nothing was changed. Another event needs another eventId, or none.`,
      );
    }
    return { eventId };
  }
}
