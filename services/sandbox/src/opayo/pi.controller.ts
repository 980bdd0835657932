import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { CONFIG } from '#libs/service';
import type { FastifyReply } from 'fastify';
import { Books } from '../books/books.js';
import type { SandboxConfig } from '../sandbox.config.js';
import { credentialError } from './pi-credentials.js';
import { piTransactionOf } from './pi-transaction.js';
import { TRANSACTIONS } from './ledger/transaction.js';

/** Opayo's Pi API v1, as far as it is asked here: one transaction by its id. */
@Controller('api/v1')
export class PiController {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(CONFIG) private readonly config: SandboxConfig,
  ) {}

  @Get('transactions/:transactionId')
  async transaction(
    @Param('transactionId') transactionId: string,
    @Headers('authorization') authorisation: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { piIntegrationKey, piIntegrationPassword } = this.config;
    const refusal = credentialError(authorisation, piIntegrationKey, piIntegrationPassword.reveal());
    if (refusal) return void (await reply.code(401).send(refusal));
    await this.books.settled();
    const transaction = this.books.get(TRANSACTIONS, transactionId.toUpperCase());
    const found = transaction && piTransactionOf(transaction);
    if (found) await reply.send(found);
    else await reply.code(404).send({ code: 1012, description: 'Transaction not found' });
  }
}
