import type { CreateSalesOrder } from '#libs/contracts';
import { OutcomeUnknownError, RejectedError } from '#libs/errors';
import { formatMinor, parseMinor } from '#libs/money';
import { isCancelledStatus, rejectedBecause, type SalesOrderRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import type { HoldBook } from '../hold-sales-order/sales-order-hold.js';
import { salesOrderDocument } from './sales-order-document.js';

type Command = CommandOf<'CREATE_SALES_ORDER'>;

const SUSPENSE = 'S';
const OPEN = '1';

/**
 * Enters a sales order once, proves its value, releases it.
 *
 *     find by purchase order ──none──▶ SORTOI into S ──▶ find its number ─┐
 *             └────────────────one─────────────────────────────────────────┴▶ value as expected? ──▶ SORTOS S → 1 ──▶ done
 *                                                                                   │ no: stays in S, for a person
 *                                                                                   └ yes, and to be held (`holdCode`): stays in S, done
 */
export class CreateSalesOrderEffect implements EffectHandler<Command> {
  constructor(private readonly book: Pick<HoldBook, 'holdsOf'>) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = command.createSalesOrder;
    const found = await find(order, attempt);
    if (found.length > 0)
      return finish(command, found, attempt, { found: true, holdCode: await this.#holdOf(command) });

    const imported = await attempt.syspro.importSalesOrder(salesOrderDocument(order));
    attempt.posted();
    // A clean import answers without the order's number, and one with warnings with it; looking costs one call and proves that it is there.
    const entered = await find(order, attempt);
    if (entered.length === 0) throw lostSight(order, imported.salesOrder);
    return finish(command, entered, attempt, {
      found: false,
      warnings: imported.warnings,
      holdCode: await this.#holdOf(command),
    });
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.createSalesOrder, attempt);
    if (found.length === 0) return { answer: 'absent' };
    return finish(command, found, attempt, { found: true, holdCode: await this.#holdOf(command) });
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

async function finish(
  command: Command,
  rows: readonly SalesOrderRow[],
  attempt: Attempt,
  circumstances: { found: boolean; holdCode: string | null; warnings?: readonly string[] },
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

  const detail = await attempt.syspro.readSalesOrder(row.salesOrder);
  const grossMinor = parseMinor(detail.grossValue, order.currency);
  const proven = { ...evidence, grossMinor, expectedGrossMinor: order.expectedGrossMinor, currency: order.currency };
  if (grossMinor !== order.expectedGrossMinor) {
    return refuse('VALUE_DIFFERS', differenceText(order, row.salesOrder, grossMinor), proven);
  }
  const stockLines = order.lines.filter((line) => line.kind === 'STOCK').length;
  if (circumstances.found && detail.merchandiseLines !== stockLines) {
    const text = `Sales order ${row.salesOrder} has ${detail.merchandiseLines} stock lines, ours ${stockLines}`;
    return refuse('DUPLICATE_ORDER', text, proven);
  }
  return release(command, row, attempt, circumstances.holdCode, {
    ...proven,
    warnings: (circumstances.warnings ?? []).join('; ') || null,
  });
}

/** Only what we entered is in S here, and only we have looked at it: the hold is ours to release. */
async function release(
  command: Command,
  { salesOrder, status }: SalesOrderRow,
  attempt: Attempt,
  holdCode: string | null,
  evidence: { foundByReadBack: boolean; grossMinor: ReturnType<typeof parseMinor> } & Record<
    string,
    string | number | boolean | null
  >,
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
  const { grossMinor, foundByReadBack } = evidence;
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
        ...{ roundingMinor: null, warnings: null, shortLines: null },
      },
    },
    evidence: { ...evidence, holdCode },
    watch: { company: command.company, salesOrder, orderId: command.orderId, customerCode, currency },
  };
}

function refuse(
  code: string,
  text: string,
  evidence: Readonly<Record<string, string | number | boolean | null>>,
): EffectAnswer {
  return { answer: 'refused', rejection: rejectedBecause(code, text), evidence };
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

function differenceText(order: CreateSalesOrder, salesOrder: string, grossMinor: number): string {
  const [theirs, ours] = [grossMinor, order.expectedGrossMinor].map((minor) => formatMinor(minor, order.currency));
  return `SYSPRO values sales order ${salesOrder} at ${theirs} ${order.currency}, the shop at ${ours} ${order.currency}`;
}

function numbersOf(rows: readonly SalesOrderRow[]): string {
  return rows.map((row) => row.salesOrder).join(', ');
}
