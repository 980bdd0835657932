import type { Books } from '../books/books.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Fault } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import { ReceivablesDocuments } from './arstin/receivables-documents.js';
import { ReceivablesPayments } from './arstpy/receivables-payments.js';
import { CustomerSetup } from './arsscs/customer-setup.js';
import { fetchRecord } from './comfnd/fetch.js';
import { CashBookEntries } from './cshtwd/cash-book-entries.js';
import { CustomForms } from './comtfm/custom-forms.js';
import { find } from './comfnd/find.js';
import { companyOf } from './company/company.js';
import { LedgerJournals } from './gentjl/ledger-journals.js';
import { inventoryQuery } from './queries/inventory.js';
import { ledgerCodeQuery } from './queries/ledger-code.js';
import { logonProfile } from './queries/logon-profile.js';
import { salesOrderQuery } from './queries/sales-order.js';
import { salesOrderList } from './queries/sales-order-list.js';
import { statementQuery } from './queries/statement.js';
import type { Operator } from './session/operators.js';
import type { Sessions } from './session/sessions.js';
import { CreditFromInvoice } from './sortci/credit-from-invoice.js';
import { OrderInvoicing } from './sortic/order-invoicing.js';
import { SalesOrderImport, type SalesOrderImportOptions } from './sortoi/sales-order-import.js';
import { OrderStatusChange } from './sortos/order-status-change.js';
import { OrderCancellation } from './sortox/order-cancellation.js';
import type { SetupObject } from './setup.js';
import type { TransactionCall, TransactionObject } from './transaction.js';
import { readXml, XmlElement, XmlMalformed } from './wire/read-xml.js';
import { EnetFault, notLicensed, type Wrapper } from './wire/reply.js';

/** One call as it came over HTTP; names of parameters in lower case. */
export interface EnetCall {
  /** `Logon`, `Query/Query`, `Transaction/Post`, … in lower case. */
  readonly operation: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What goes back: SYSPRO's words with a status and how they are to be dressed, or nothing but a cut connection. */
export type EnetAnswer = { readonly status: 200 | 500; readonly text: string; readonly wrapper: Wrapper } | 'CUT';

export interface EnetOptions extends SalesOrderImportOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly pause: (ms: number) => Promise<void>;
  /** Hears of what failed after its caller was gone. */
  readonly onError: (cause: unknown) => void;
}

/** Throws the fault for a session that is not live. */
type Caller = () => Operator;

const QUERIES = ['GENQGL', 'INVQRY', 'COMFND', 'SORQRY', 'SORQSO', 'ARSQRY'];

/** SYSPRO's e.net, whatever it travels over: sessions, licences, business objects, and faults on demand. */
export class Enet {
  private readonly transactions: ReadonlyMap<string, TransactionObject>;
  private readonly setups = new Map<string, SetupObject>([['ARSSCS', new CustomerSetup()]]);
  private readonly late = new Set<Promise<unknown>>();

  constructor(private readonly options: EnetOptions) {
    this.transactions = new Map<string, TransactionObject>([
      ['SORTOI', new SalesOrderImport(options)],
      ['SORTOS', new OrderStatusChange()],
      ['SORTIC', new OrderInvoicing()],
      ['SORTOX', new OrderCancellation()],
      ['SORTCI', new CreditFromInvoice()],
      ['ARSTPY', new ReceivablesPayments()],
      ['ARSTIN', new ReceivablesDocuments()],
      ['GENTJL', new LedgerJournals()],
      ['CSHTWD', new CashBookEntries()],
      ['COMTFM', new CustomForms()],
    ]);
  }

  /** Answers one call; it never throws for what a caller can get wrong. */
  async answer(call: EnetCall): Promise<EnetAnswer> {
    const fault = await this.options.faults.strike({
      system: 'SYSPRO',
      operation: call.operation.replace('postld', 'post'),
      businessObject: parameter(call, 'businessobject'),
      document: parameter(call, 'xmlin'),
      operator: parameter(call, 'operator') || this.operatorCode(call),
    });
    return fault ? this.failing(call, fault) : said(await this.perform(call));
  }

  /** Waits for what was to be done late. */
  async close(): Promise<void> {
    await Promise.allSettled(this.late);
  }

  private async failing(call: EnetCall, fault: Fault): Promise<EnetAnswer> {
    switch (fault.kind) {
      case 'CUT_BEFORE_EFFECT':
        return 'CUT';
      case 'HTTP_500':
        return { ...said('Internal Server Error'), status: 500 };
      case 'ERROR':
        return said(new EnetFault(fault.text).body);
      case 'CUT_AFTER_EFFECT':
        await this.perform(call);
        return 'CUT';
      case 'LATE_COMMIT':
        this.performLate(call, fault.delayMs);
        return 'CUT';
      case 'LATENCY':
        return this.performSlowly(call, fault.delayMs);
      case 'EVICT_SESSION':
        this.options.sessions.evict(this.operatorCode(call));
        break;
      case 'JSON_QUOTED':
      case 'STRING_WRAPPED':
        break;
      // Kinds of Opayo's APIs: a fault of SYSPRO's is never one of them (fault.ts).
      case 'DROP':
      case 'DOWN':
      case 'DUPLICATE':
      case 'DISORDER':
        break;
    }
    const wrapper: Wrapper =
      fault.kind === 'JSON_QUOTED' ? 'JSON_QUOTED' : fault.kind === 'STRING_WRAPPED' ? 'STRING_ELEMENT' : 'RAW';
    return said(await this.perform(call), wrapper);
  }

  private async performSlowly(call: EnetCall, delayMs: number): Promise<EnetAnswer> {
    const caller = this.callerOf(call);
    await this.options.pause(delayMs);
    return said(await this.perform(call, caller));
  }

  private performLate(call: EnetCall, delayMs: number): void {
    const { pause, onError } = this.options;
    const caller = this.callerOf(call);
    const late = pause(delayMs)
      .then(() => this.perform(call, caller))
      .catch(onError)
      .finally(() => this.late.delete(late));
    this.late.add(late);
  }

  private async perform(call: EnetCall, caller = this.callerOf(call)): Promise<string> {
    try {
      return await this.body(call, caller);
    } catch (error) {
      if (error instanceof EnetFault) return error.body;
      if (error instanceof XmlMalformed) return new EnetFault(error.message).body;
      throw error;
    }
  }

  /** Whose call it is, settled as it arrives: what has begun goes on, whatever becomes of its session. */
  private callerOf(call: EnetCall): Caller {
    try {
      const operator = this.options.sessions.operatorOf(parameter(call, 'userid'));
      return () => operator;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  private async body(call: EnetCall, caller: Caller): Promise<string> {
    const { sessions, books, clock } = this.options;
    const userId = parameter(call, 'userid');
    switch (call.operation) {
      case 'logon':
        return sessions.logon({
          operator: parameter(call, 'operator'),
          operatorPassword: parameter(call, 'operatorpassword'),
          companyId: parameter(call, 'companyid'),
          companyPassword: parameter(call, 'companypassword'),
        });
      case 'logoff':
        return sessions.logoff(userId);
      case 'getversion':
        return '8.0.0.161';
      case 'getlogonprofile':
        return logonProfile(companyOf(books), caller().operator, clock.today());
      case 'query/query':
        return this.query(call, caller());
      case 'query/fetch': {
        licensedFor('COMFCH', caller());
        await books.settled();
        return fetchRecord(withRoot(parameter(call, 'xmlin'), 'Fetch'), books);
      }
      case 'setup/add':
      case 'setup/update':
        return this.setup(call, caller());
      default:
        return this.transaction(call, caller());
    }
  }

  private async query(call: EnetCall, operator: Operator): Promise<string> {
    const { books } = this.options;
    const object = licensed(call, operator);
    if (!QUERIES.includes(object)) throw notLicensed();
    const query = withRoot(parameter(call, 'xmlin'), 'Query');
    await books.settled(); // what is told must outlive a restart
    if (object === 'COMFND') return find(query, books);
    if (object === 'GENQGL') return ledgerCodeQuery(query, books);
    if (object === 'SORQSO') return salesOrderList(query, books);
    if (object === 'INVQRY') return inventoryQuery(query, books);
    return object === 'SORQRY' ? salesOrderQuery(query, books) : statementQuery(query, books, companyOf(books));
  }

  private async transaction(call: EnetCall, operator: Operator): Promise<string> {
    const object = this.transactions.get(licensed(call, operator));
    if (!object) throw notLicensed();
    return this.change(call, operator, object.root, (posted) => object.post(posted));
  }

  private async setup(call: EnetCall, operator: Operator): Promise<string> {
    const object = this.setups.get(licensed(call, operator));
    if (!object) throw notLicensed();
    const action = call.operation === 'setup/add' ? 'add' : 'update';
    return this.change(call, operator, object.root, (told) => object.set(told, action));
  }

  private change(
    call: EnetCall,
    operator: Operator,
    root: string,
    work: (call: TransactionCall) => string,
  ): Promise<string> {
    const parameters = withRoot(parameter(call, 'xmlparameters'), root, true);
    const document = withRoot(parameter(call, 'xmlin'), root);
    return this.options.books.change((draft) =>
      work({
        draft,
        parameters,
        document,
        company: companyOf(draft),
        operator: operator.operator,
        today: this.options.clock.today(),
      }),
    );
  }

  private operatorCode(call: EnetCall): string {
    try {
      return this.options.sessions.operatorOf(parameter(call, 'userid')).operator;
    } catch {
      return '';
    }
  }
}

function said(text: string, wrapper: Wrapper = 'RAW'): EnetAnswer & object {
  return { status: 200, text, wrapper };
}

function parameter(call: EnetCall, name: string): string {
  return call.parameters.get(name) ?? '';
}

function licensed(call: EnetCall, operator: Operator): string {
  return licensedFor(parameter(call, 'businessobject').toUpperCase(), operator);
}

function licensedFor(object: string, operator: Operator): string {
  if (operator.businessObjects && !operator.businessObjects.has(object)) throw notLicensed();
  return object;
}

/** The document, whose root must be the one the object asks for; absent parameters mean all defaults. The wording is invented. */
function withRoot(text: string, root: string, optional = false): XmlElement {
  if (optional && (text.trim() === '' || /^<Parameters\s*\/>$/.test(text.trim()))) return new XmlElement(root, [], '');
  const document = readXml(text);
  if (document.name !== root) throw new EnetFault(`XML root element '${document.name}' should be '${root}'`);
  return document;
}
