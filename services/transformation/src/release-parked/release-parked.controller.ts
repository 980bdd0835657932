import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import type { Database } from '#libs/delivery';
import { notFound, Operator, OperatorKeyGuard, Validated } from '#libs/service';
import { OrderDesk, type Released } from '../order-desk/order-desk.js';
import { DATABASE, FINDING_BOOK, ORDER_DESK } from '../tokens.js';
import { FindingBook, type KeptFindings } from '../validation/finding-book.js';

const RELEASE = z.strictObject({
  reason: z.string().trim().min(3, 'say what was done, in a few words').max(500),
});

/** What operators may do with parked orders, by a key of their own (`OPERATOR_KEYS`). */
@Controller()
@UseGuards(OperatorKeyGuard)
export class ReleaseParkedController {
  constructor(
    @Inject(ORDER_DESK) private readonly desk: OrderDesk,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(FINDING_BOOK) private readonly findings: FindingBook,
  ) {}

  /**
   * Releases a parked key (percent-encoded) and decides its order anew; it may be parked again at once, for what is still wrong. What SYSPRO
   * refused of the order, or posting on its behalf, is made anew and sent as the next revision.
   */
  @Post('parked/:key/release')
  @HttpCode(200)
  async release(
    @Param('key') key: string,
    @Body(new Validated(RELEASE)) { reason }: z.output<typeof RELEASE>,
    @Operator() operator: string,
  ): Promise<{ released: { code: string; parkedAt: Date }[]; redriven: Released['redriven'] }> {
    const { released, redriven } = await this.desk.release(key, operator, reason);
    if (released.length === 0 && redriven.length === 0) throw notFound(`Nothing is parked or refused under ${key}`);
    return { released: released.map(({ code, parkedAt }) => ({ code, parkedAt })), redriven };
  }

  /** Everything validation said of an order when it was last decided, values included: they may be personal. */
  @Get('orders/:shop/:orderReference/findings')
  async found(@Param('shop') shop: string, @Param('orderReference') orderReference: string): Promise<KeptFindings> {
    const orderId = `${shop}/${orderReference}`;
    const found = await this.findings.of(this.database, orderId);
    if (!found) throw notFound(`Order ${orderId} was not validated yet`);
    return found;
  }
}
