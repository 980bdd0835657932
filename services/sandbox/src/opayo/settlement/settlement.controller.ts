import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { notFound, Validated } from '#libs/service';
import { z } from 'zod';
import { Books } from '../../books/books.js';
import { BATCHES, type Batch } from './batch.js';
import { Settlement } from './settlement.js';

const emptyFile = z.strictObject({ authProcessor: z.string().min(1).optional() }).default({});
const failure = z.strictObject({ transactionId: z.string().min(1) });

/** Settlement on demand, for people and checks; Opayo itself shows batches by its Reporting API only. */
@Controller('opayo/settlement')
export class SettlementController {
  constructor(
    @Inject(Settlement) private readonly settlement: Settlement,
    @Inject(Books) private readonly books: Books,
  ) {}

  @Get('batches')
  async batches(): Promise<Batch[]> {
    await this.books.settled();
    return this.books.all(BATCHES);
  }

  /** Hands over now what was authorised before today and is in no batch. */
  @Post('run')
  @HttpCode(200)
  run(): Promise<Batch[]> {
    return this.settlement.run();
  }

  /** The next batch of an acquirer, or the next at all, fails: it is empty, and its transactions come with the next run. */
  @Post('empty-batches')
  @HttpCode(204)
  failNext(@Body(new Validated(emptyFile)) { authProcessor }: z.output<typeof emptyFile>): Promise<void> {
    return this.settlement.failNext(authProcessor);
  }

  /** One authorised transaction could not be settled: state 23. */
  @Post('failures')
  @HttpCode(200)
  async fail(@Body(new Validated(failure)) { transactionId }: z.output<typeof failure>) {
    const transaction = await this.settlement.fail(transactionId.toUpperCase());
    if (!transaction) throw notFound(`Opayo has no transaction ${transactionId}`);
    return { transactionId: transaction.transactionId, state: transaction.state };
  }
}
