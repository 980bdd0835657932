import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CONFIG, notFound } from '#libs/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cutConnection, OpayoFaults } from '../../faults/opayo-faults.js';
import type { SandboxConfig } from '../../sandbox.config.js';
import { FORM_REPLY_TYPE, writeFormReply } from './form-reply.js';
import { Form } from './form.js';
import { ADDRESSES, Gateway } from './gateway.js';

/** Where vendors' back ends post their forms. */
@Controller('gateway/service')
export class GatewayController {
  constructor(
    @Inject(Gateway) private readonly gateway: Gateway,
    @Inject(OpayoFaults) private readonly faults: OpayoFaults,
    @Inject(CONFIG) private readonly config: SandboxConfig,
  ) {}

  @Post(':address')
  @HttpCode(200)
  async answer(
    @Param('address') given: string,
    @Req() request: FastifyRequest & { rawBody?: Buffer },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const address = given.toLowerCase();
    if (!Object.hasOwn(ADDRESSES, address)) throw notFound(`Opayo has no ${given}`);
    const form = Form.read(request.rawBody ?? Buffer.alloc(0));
    const operation = ADDRESSES[address] ?? '';
    const document = JSON.stringify(form.entries());
    const fate = await this.faults.around({ system: 'OPAYO_SERVER', operation, document }, () =>
      this.gateway.answer(address, form, this.pageBase(request)),
    );
    if (fate === 'CUT') return cutConnection(reply);
    if (fate === 'HTTP_500') return void (await reply.code(500).send());
    await reply.header('content-type', FORM_REPLY_TYPE).send(writeFormReply(fate.answer));
  }

  /** As configured, else where this request came in. */
  private pageBase({ protocol, host }: FastifyRequest): string {
    return this.config.opayoPageUrl?.replace(/\/$/, '') ?? `${protocol}://${host}`;
  }
}
