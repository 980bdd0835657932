import { Controller, Get, Inject } from '@nestjs/common';
import { Books } from './books.js';
import { opayoSummary, opayoTransactions } from './opayo-book.js';
import { opayoFacts } from './opayo-facts.js';
import { ledgerJournals, trialBalance } from '../syspro/ledger/trial-balance.js';
import { invoices, receipts, salesOrders, sysproSummary } from './syspro-book.js';

/** Both stand-ins' books for people and checks, independent of every API the pipeline uses. Amounts are minor units beside their currency. */
@Controller('books')
export class BooksController {
  constructor(@Inject(Books) private readonly books: Books) {}

  @Get('opayo/transactions')
  transactions() {
    return this.read(opayoTransactions);
  }

  @Get('opayo/summary')
  opayoSummary() {
    return this.read(opayoSummary);
  }

  /** What a faultless observer of Opayo would know, to be compared with what was published. */
  @Get('opayo/facts')
  facts() {
    return this.read(opayoFacts);
  }

  @Get('syspro/sales-orders')
  salesOrders() {
    return this.read(salesOrders);
  }

  @Get('syspro/invoices')
  invoices() {
    return this.read(invoices);
  }

  @Get('syspro/receipts')
  receipts() {
    return this.read(receipts);
  }

  @Get('syspro/summary')
  sysproSummary() {
    return this.read(sysproSummary);
  }

  /** The general ledger per currency, with receivables beside their control account. */
  @Get('syspro/trial-balance')
  trialBalance() {
    return this.read(trialBalance);
  }

  @Get('syspro/journals')
  journals() {
    return this.read(ledgerJournals);
  }

  private async read<T>(reading: (books: Books) => T): Promise<T> {
    await this.books.settled();
    return reading(this.books);
  }
}
