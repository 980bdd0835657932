import { Books } from '../books/books.js';
import { MemoryBookStore } from '../books/memory-book-store.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Faults } from '../faults/faults.js';
import { CUSTOMERS, STOCK } from './company/records.js';
import { Enet, type EnetAnswer } from './enet.js';
import { storedKey } from './keys.js';
import { parseOperators } from './session/operators.js';
import { Sessions } from './session/sessions.js';
import { encodeReply } from './wire/reply.js';
import { Warehouse } from './warehouse/warehouse.js';

/** Settings a spec may want otherwise. */
interface BenchOptions {
  readonly errorNumbers?: boolean;
  readonly splitPercent?: number;
}

/** For specs: an e.net with two customers and two stock codes on 23 November 2026, whose pauses end when the spec says so. */
export class EnetBench {
  private readonly pauses: (() => void)[] = [];
  private userId = '';

  private constructor(
    readonly books: Books,
    readonly clock: SandboxClock,
    readonly faults: Faults,
    readonly sessions: Sessions,
    readonly warehouse: Warehouse,
    readonly errors: unknown[],
    private readonly options: BenchOptions,
  ) {}

  static async open(options: BenchOptions = {}): Promise<EnetBench> {
    const books = await Books.open(new MemoryBookStore());
    const clock = new SandboxClock(books);
    await clock.set(new Date('2026-11-23T12:00:00Z'), true);
    await books.change((draft) => {
      for (const [code, taxStatus] of [
        ['17850', 'N'],
        ['12583', 'E'],
      ] as const) {
        const customer = storedKey(code);
        draft.put(CUSTOMERS, customer, {
          customer,
          name: `Customer ${code}`,
          currency: 'GBP',
          taxStatus,
          onHold: false,
        });
      }
      for (const stockCode of ['85123A', '71053']) {
        draft.put(STOCK, stockCode, {
          stockCode,
          description: `Stock ${stockCode}`,
          stockUom: 'EA',
          productClass: 'GIFT',
          taxCode: 'S',
          warehouses: ['MAIN'],
          listPrice: '9.99000',
        });
      }
    });
    const sessions = new Sessions({
      operators: parseOperators('POST01:secret,POLL01:secret:COMFND+SORQRY'),
      companyId: 'GIFT',
      companyPassword: '',
      now: () => clock.now().getTime(),
    });
    const errors: unknown[] = [];
    const onError = (cause: unknown) => void errors.push(cause);
    const { splitPercent = 0 } = options;
    const today = () => clock.today();
    const warehouse = new Warehouse({ books, today, ordersPerSecond: 0, splitPercent, onError });
    return new EnetBench(books, clock, new Faults(books), sessions, warehouse, errors, options);
  }

  readonly enet = (() => {
    // Made on first use, because the fields it stands on are set by the constructor.
    let enet: Enet | undefined;
    return (): Enet =>
      (enet ??= new Enet({
        ...this.options,
        books: this.books,
        clock: this.clock,
        sessions: this.sessions,
        faults: this.faults,
        pause: () => new Promise((resolve) => this.pauses.push(resolve)),
        onError: (cause) => void this.errors.push(cause),
      }));
  })();

  get isPausing(): boolean {
    return this.pauses.length > 0;
  }

  /** Ends every pause that is going on; false when there is none yet. */
  endPauses(): boolean {
    const ended = this.pauses.splice(0);
    for (const end of ended) end();
    return ended.length > 0;
  }

  logon(operator = 'POST01'): Promise<string> {
    return this.text('logon', { operator, operatorpassword: 'secret', companyid: 'GIFT', companypassword: '' });
  }

  /** Answer of one call with parameters in lower case. */
  answer(operation: string, parameters: Record<string, string>): Promise<EnetAnswer> {
    return this.enet().answer({ operation, parameters: new Map(Object.entries(parameters)) });
  }

  /** Its body as text. */
  async text(operation: string, parameters: Record<string, string>): Promise<string> {
    const answer = await this.answer(operation, parameters);
    if (answer === 'CUT') throw new Error('the connection was cut');
    return encodeReply(answer.text, answer.wrapper).toString('latin1');
  }

  /** A query by an operator that logs on when it first asks. */
  async query(businessobject: string, xmlin: string): Promise<string> {
    return this.text('query/query', { userid: await this.session(), businessobject, xmlin });
  }

  /** A transaction; `parameters` and `document` are what stands in the root. */
  async post(businessobject: keyof typeof ROOTS, parameters: string, document: string): Promise<string> {
    return this.text('transaction/post', {
      userid: await this.session(),
      ...transaction(businessobject, parameters, document),
    });
  }

  private async session(): Promise<string> {
    this.userId ||= await this.logon();
    return this.userId;
  }
}

const ROOTS = {
  SORTOI: 'SalesOrders',
  SORTOS: 'PostSorOrderStatus',
  SORTOX: 'PostSalesOrderCancel',
  SORTIC: 'PostSalesOrderInvoice',
  COMTFM: 'PostCustomForm',
  ARSTPY: 'PostArPayment',
  SORTCI: 'PostCreditFromInvoice',
  ARSTIN: 'PostArInvoices',
  GENTJL: 'PostGlJournal',
  CSHTWD: 'PostCbDepositsWithdrawals',
};

/** Parameters of a Transaction/Post. */
export function transaction(businessobject: keyof typeof ROOTS, parameters: string, document: string) {
  const root = ROOTS[businessobject];
  return {
    businessobject,
    xmlparameters: `<${root}><Parameters>${parameters}</Parameters></${root}>`,
    xmlin: `<${root}>${document}</${root}>`,
  };
}

/** Parameters of an import as posting would send them. */
export const IMPORT =
  '<Process>IMPORT</Process><AlwaysUsePriceEntered>Y</AlwaysUsePriceEntered><OrderStatus>S</OrderStatus>';

/** An order of one stock line for SORTOI: 12 × 2.12500 of 85123A, so 25.50 net. */
export function orderXml(
  purchaseOrder: string,
  changes: { customer?: string; line?: string; header?: string } = {},
): string {
  const line = changes.line ?? stockLineXml();
  return (
    `<Orders><OrderHeader><CustomerPoNumber>${purchaseOrder}</CustomerPoNumber><OrderActionType>A</OrderActionType>` +
    `<Customer>${changes.customer ?? '17850'}</Customer><Telephone>ignored</Telephone>${changes.header ?? ''}</OrderHeader>` +
    `<OrderDetails>${line}</OrderDetails></Orders>`
  );
}

export function stockLineXml({ stockCode = '85123A', quantity = '12', price = '2.12500' } = {}): string {
  return (
    `<StockLine><CustomerPoLine>1</CustomerPoLine><StockCode>${stockCode}</StockCode><OrderQty>${quantity}</OrderQty>` +
    `<OrderUom>EA</OrderUom><Price>${price}</Price><PriceUom>EA</PriceUom></StockLine>`
  );
}
