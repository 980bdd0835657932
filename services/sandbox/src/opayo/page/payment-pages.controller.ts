import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PaymentPages, type Shown } from './payment-pages.js';

/** No script, nothing from elsewhere. `form-action` is left open: browsers hold it against the redirect to the shop as well. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The payment pages a NextURL leads to; they work without scripts. */
@Controller('gateway/service/cardselection')
export class PaymentPagesController {
  constructor(@Inject(PaymentPages) private readonly pages: PaymentPages) {}

  @Get()
  async show(@Query('vpstxid') vpstxid: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answer(reply, await this.pages.show(typeof vpstxid === 'string' ? vpstxid : ''));
  }

  /** Leads to the next page by its address: a page that answers a post could not be gone back to, or loaded again, without posting once more. */
  @Post()
  async step(@Req() request: FastifyRequest & { rawBody?: Buffer }, @Res() reply: FastifyReply): Promise<void> {
    const fields = new URLSearchParams(request.rawBody?.toString('utf8') ?? '');
    const shown = await this.pages.step(fields);
    const isNext = 'html' in shown && shown.status === 200;
    await answer(reply, isNext ? { redirectTo: addressOf(fields.get('vpstxid') ?? '') } : shown);
  }
}

function addressOf(vpstxid: string): string {
  return `/gateway/service/cardselection?vpstxid=${encodeURIComponent(vpstxid)}`;
}

async function answer(reply: FastifyReply, shown: Shown): Promise<void> {
  void reply.headers({ 'cache-control': 'no-store', 'content-security-policy': POLICY });
  if ('redirectTo' in shown) await reply.redirect(shown.redirectTo, 303);
  else await reply.code(shown.status).type('text/html; charset=utf-8').send(shown.html);
}
