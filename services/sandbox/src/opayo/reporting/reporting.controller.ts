import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cutConnection, OpayoFaults } from '../../faults/opayo-faults.js';
import { commandOf, Reporting } from './reporting.js';

/** Where the Reporting API listens; the document comes as form field `XML`, encoded or raw, or alone. HTTP 200 also for refusals. */
@Controller('access')
export class ReportingController {
  constructor(
    @Inject(Reporting) private readonly reporting: Reporting,
    @Inject(OpayoFaults) private readonly faults: OpayoFaults,
  ) {}

  @Post('access.htm')
  @HttpCode(200)
  async answer(@Req() request: FastifyRequest & { rawBody?: Buffer }, @Res() reply: FastifyReply): Promise<void> {
    const body = bytesOf(request);
    const target = { system: 'OPAYO_REPORTING', operation: commandOf(body), document: decodedText(body) } as const;
    const fate = await this.faults.around(target, () => this.reporting.answer(body));
    if (fate === 'CUT') return cutConnection(reply);
    if (fate === 'HTTP_500') return void (await reply.code(500).send());
    await reply.header('content-type', 'text/xml; charset=ISO-8859-1').send(fate.answer);
  }
}

function bytesOf({ rawBody, body }: FastifyRequest & { rawBody?: Buffer }): Buffer {
  if (rawBody) return rawBody;
  return typeof body === 'string' ? Buffer.from(body, 'latin1') : Buffer.alloc(0);
}

/** What a fault's reference is looked for in: form encoding would hide codes with braces. */
function decodedText(body: Buffer): string {
  return new URLSearchParams(body.toString('latin1')).toString() + body.toString('latin1');
}
