import type { CreateSalesOrder, ShortLine } from '#libs/contracts';
import { OutcomeUnknownError, RejectedError } from '#libs/errors';
import { isCancelledStatus, type SalesOrderRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import type { HoldBook } from '../hold-sales-order/sales-order-hold.js';
import { refuse } from '../post-receipt/refuse.js';
import { completeOrder, type OrderCompletion } from './complete-order.js';
import { linkPayment, type PaymentForm } from './payment-form.js';
import { shortLinesOf } from './short-lines.js';
import { salesOrderDocument } from './sales-order-document.js';

type Command = CommandOf<'CREATE_SALES_ORDER'>;

const SUSPENSE = 'S';
const OPEN = '1';

/**
 * Enters a sales order once, proves its value, releases it.
 *
 *     find by purchase order ──none──▶ SORTOI into S ──▶ find its number ─┐
 *             └────────────────one─────────────────────────────────────────┴▶ complete and of the value expected? ──▶ SORTOS S → 1 ──▶ done
 *                                                                                   │ lines missing, or off by pence: SORTOI adds them
 *                                                                                   │ no: stays in S, for a person
 *                                                                                   │ yes, and to be held (`holdCode`): stays in S, done
 *                                                                                   └ yes: COMTFM tells the payment, where the site has a form for it
 *
 * What is added to an order goes twice if it is sent twice, so it is sent only by `post`: reading back says `unfinished`.
 */
export class CreateSalesOrderEffect implements EffectHandler<Command> {
  /** `paymentForm`: where the site keeps one. */
  constructor(
    private readonly book: Pick<HoldBook, 'holdsOf'>,
    private readonly paymentForm?: PaymentForm,
  ) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = command.createSalesOrder;
    const found = await find(order, attempt);
    if (found.length > 0)
      return finish(command, found, attempt, await this.#circumstances(command, { found: true, adds: true }));
    if (attempt.wasTaken) return refuse('TAKEN_AND_NOT_SHOWN', notShownText(order), {});

    const shortLines = await shortLinesOf(order, attempt.syspro);
    const document = salesOrderDocument(order);
    const [lines = document.lines] = attempt.syspro.partsOfImport(document);
    const imported = await attempt.syspro.importSalesOrder({ ...document, lines });
    attempt.posted();
    // A clean import answers without the order's number, and one with warnings with it; looking costs one call and proves that it is there.
    const entered = await find(order, attempt);
    if (entered.length === 0) throw lostSight(order, imported.salesOrder);
    const told = { found: false, adds: true, warnings: imported.warnings, shortLines };
    return finish(command, entered, attempt, await this.#circumstances(command, told));
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.createSalesOrder, attempt);
    if (found.length === 0) return { answer: 'absent' };
    return finish(command, found, attempt, await this.#circumstances(command, { found: true, adds: false }));
  }

  async #circumstances(
    command: Command,
    told: Omit<Circumstances, 'holdCode' | 'paymentForm'>,
  ): Promise<Circumstances> {
    return { ...told, holdCode: await this.#holdOf(command), paymentForm: this.paymentForm };
  }

  /** Why the order is to stay in suspense: the command's own hold, or one that came while the order waited. */
  async #holdOf({ effectId, createSalesOrder }: Command): Promise<string | null> {
    if (createSalesOrder.holdCode) return createSalesOrder.holdCode;
    return (await this.book.holdsOf(effectId)).find((hold) => hold.standing)?.holdCode ?? null;
  }
}

function find(order: CreateSalesOrder, { syspro }: Attempt): Promise<SalesOrderRow[]> {
  const { customerCode: customer, customerPoNumber, alternateReference } = order;
  // Under a buyer's own number there may be orders of others: only ours has our reference beside it.
  if (order.ownReferenceIn === 'ALTERNATE_REFERENCE' && alternateReference) {
    return syspro.findSalesOrders({ customer, customerPoNumber, alternateReference });
  }
  return syspro.findSalesOrders({ customer, customerPoNumber });
}

interface Circumstances {
  readonly found: boolean;
  /** False: only look. */
  readonly adds: boolean;
  readonly holdCode: string | null;
  readonly paymentForm: PaymentForm | undefined;
  /** SYSPRO's, of the import just made. */
  readonly warnings?: readonly string[];
  /** Where it was asked before the import just made. */
  readonly shortLines?: readonly ShortLine[] | null;
}

async function finish(
  command: Command,
  rows: readonly SalesOrderRow[],
  attempt: Attempt,
  circumstances: Circumstances,
): Promise<EffectAnswer> {
  attempt.posted();
  const order = command.createSalesOrder;
  const [row] = rows;
  if (!row || rows.length > 1)
    return refuse('DUPLICATE_ORDER', severalText(order, rows), { salesOrders: numbersOf(rows) });
  const evidence = { salesOrder: row.salesOrder, status: row.status, foundByReadBack: circumstances.found };
  if (isCancelledStatus(row.status)) {
    return refuse('SALES_ORDER_CANCELLED', `Sales order ${row.salesOrder} is cancelled in SYSPRO`, evidence);
  }
  const completion = await completeOrder(order, row, attempt, circumstances);
  if (completion === 'UNFINISHED') return { answer: 'unfinished' };
  if ('rejection' in completion)
    return { answer: 'refused', ...completion, evidence: { ...evidence, ...completion.evidence } };
  const { paymentForm } = circumstances;
  const refused = paymentForm && (await linkPayment(order, row.salesOrder, attempt, paymentForm));
  if (refused) return { answer: 'refused', rejection: refused, evidence };
  return release(command, row, attempt, circumstances, { ...evidence, ...completion });
}

/** Only what we entered is in S here, and only we have looked at it: the hold is ours to release. */
async function release(
  command: Command,
  { salesOrder, status }: SalesOrderRow,
  attempt: Attempt,
  { holdCode, warnings = [], shortLines = null }: Circumstances,
  evidence: { foundByReadBack: boolean } & OrderCompletion & Record<string, string | number | boolean | null>,
): Promise<EffectAnswer> {
  const { customerCode, customerPoNumber, currency } = command.createSalesOrder;
  // A held order is done when it is there: whoever decided the hold releases it, by the order's status in SYSPRO.
  // A release of ours that was in doubt when a hold overtook us is taken back; one that came with the order was never released by us.
  const to = holdCode === null ? OPEN : SUSPENSE;
  const from = holdCode === null ? SUSPENSE : OPEN;
  if (status === from && (to === OPEN || !command.createSalesOrder.holdCode)) {
    try {
      await attempt.syspro.changeOrderStatus({ salesOrder, from: status, to });
    } catch (error) {
      if (error instanceof RejectedError) return { answer: 'refused', rejection: error, evidence };
      throw error;
    }
  }
  const { grossMinor, foundByReadBack, roundingMinor } = evidence;
  return {
    answer: 'done',
    outcome: {
      kind: 'SALES_ORDER_CREATED',
      salesOrderCreated: {
        salesOrder,
        customerCode,
        customerPoNumber,
        grossMinor,
        currency,
        foundByReadBack,
        holdCode,
        roundingMinor,
        warnings: warnings.length > 0 ? warnings : null,
        shortLines,
      },
    },
    evidence: {
      ...evidence,
      holdCode,
      warnings: warnings.join('; ') || null,
      shortLines: shortLines === null ? null : shortLines.map(({ stockCode }) => stockCode).join(', '),
    },
    watch: { company: command.company, salesOrder, orderId: command.orderId, customerCode, currency },
  };
}

/** SYSPRO said it is there, and it is not to be found: perhaps not yet. */
function lostSight(order: CreateSalesOrder, salesOrder: string | undefined): OutcomeUnknownError {
  return new OutcomeUnknownError('SYSPRO took the order and does not show it under its purchase order number', {
    code: 'ORDER_NOT_SHOWN',
    facts: { customerPoNumber: order.customerPoNumber, salesOrder },
  });
}

function severalText(order: CreateSalesOrder, rows: readonly SalesOrderRow[]): string {
  return `Customer ${order.customerCode} has ${rows.length} sales orders under ${order.customerPoNumber}: ${numbersOf(rows)}`;
}

function notShownText({ customerPoNumber }: CreateSalesOrder): string {
  return `SYSPRO took the order and shows nothing under ${customerPoNumber}`;
}

function numbersOf(rows: readonly SalesOrderRow[]): string {
  return rows.map((row) => row.salesOrder).join(', ');
}
