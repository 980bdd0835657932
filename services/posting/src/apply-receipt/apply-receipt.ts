import type { ApplyReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import { isSameKey, type InvoicePaymentRow } from '#libs/syspro';
import type { Effect } from '../effect/effect.js';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { obstacleOnInvoice } from '../post-receipt/invoice-obstacle.js';
import { postingDate, postUnder, type PeriodSettings } from '../post-receipt/reachable-period.js';
import { refuse } from '../post-receipt/refuse.js';

type Command = CommandOf<'APPLY_RECEIPT'>;

/** What the ledger knows of the effect that posted the credit. */
export interface ReceiptBook {
  find(effectId: string): Promise<Effect | undefined>;
}

/**
 * Moves a credit of ours onto an invoice, once; no cash moves.
 *
 *     which credit? ──▶ find by reference ──none──▶ period in reach? ──▶ credit and invoice still large enough? ──▶ ARSTPY of no value ──▶ done
 *                              └────rows────▶ all of it, from the credit, to the invoice? ──▶ done (or for a person)
 */
export class ApplyReceiptEffect implements EffectHandler<Command> {
  constructor(
    private readonly settings: PeriodSettings,
    private readonly book: ReceiptBook,
  ) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const applied = command.applyReceipt;
    const credit = await this.#creditOf(applied, attempt);
    if (credit === undefined) return creditNotFound(applied);
    const found = await find(applied, attempt);
    if (found.length > 0) return judge(applied, credit, found, attempt);

    const date = await postingDate(applied.applicationDate, this.settings, attempt);
    if ('answer' in date) return date;
    const obstacle = (await obstacleOnCredit(applied, credit, attempt)) ?? (await obstacleOnInvoice(applied, attempt));
    if (obstacle) return obstacle;
    const posting = await postUnder(date, this.settings, ({ paymentDate, postingPeriod }) =>
      attempt.syspro.applyCredit({
        customer: applied.customerCode,
        credit,
        invoice: applied.invoice,
        value: formatMinor(applied.amountMinor, applied.currency),
        reference: applied.reference,
        paymentDate,
        postingPeriod,
        bank: applied.bank,
        notation: applied.customerPoNumber,
        narration: `${credit} ${applied.vendorTxCode}`,
      }),
    );
    if ('answer' in posting) return posting;
    return done(applied, credit, posting.posted.journal ?? null, false);
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const applied = command.applyReceipt;
    const found = await find(applied, attempt);
    if (found.length === 0) return { answer: 'absent' };
    const credit = await this.#creditOf(applied, attempt);
    return credit === undefined ? creditNotFound(applied) : judge(applied, credit, found, attempt);
  }

  /** As the command or the ledger names it, else as SYSPRO shows it under the receipt's reference; undefined when none does. */
  async #creditOf({ creditNumber, receiptEffectId, customerCode }: ApplyReceipt, { syspro }: Attempt) {
    if (creditNumber !== null) return creditNumber;
    const receipt = await this.book.find(receiptEffectId);
    const known = receipt?.evidence?.['creditNumber'];
    if (typeof known === 'string') return known;
    if (!receipt) return undefined;
    const rows = await syspro.findReceipts({ customer: customerCode, reference: receipt.reference });
    return rows[0]?.invoice;
  }
}

function find(applied: ApplyReceipt, { syspro }: Attempt): Promise<InvoicePaymentRow[]> {
  return syspro.findReceipts({ customer: applied.customerCode, reference: applied.reference });
}

/** Reads what is left of the credit right before posting: people apply and refund credits too. */
async function obstacleOnCredit(
  { customerCode: customer, currency, amountMinor }: ApplyReceipt,
  credit: string,
  { syspro }: Attempt,
): Promise<EffectAnswer | undefined> {
  const row = await syspro.findInvoice({ customer, invoice: credit });
  if (!row) return refuse('CREDIT_NOT_FOUND', `Customer ${customer} has no credit ${credit}`, {});
  const leftMinor = 0 - parseMinor(row.balance, currency);
  if (leftMinor >= amountMinor) return undefined;
  const [left, amount] = [leftMinor, amountMinor].map((minor) => formatMinor(minor, currency));
  const text = `Of credit ${credit} ${left} ${currency} are left, less than the ${amount} ${currency} to be applied`;
  return refuse('CREDIT_BALANCE_TOO_SMALL', text, { leftMinor });
}

/** The rows of an application add up to nothing, so each side is judged by itself; which sign it has is not public. */
function judge(
  applied: ApplyReceipt,
  credit: string,
  rows: readonly InvoicePaymentRow[],
  attempt: Attempt,
): EffectAnswer {
  attempt.posted();
  const { invoice, amountMinor, currency, reference } = applied;
  const sizeOn = (key: string): number =>
    Math.abs(sumMinor(rows.filter((row) => isSameKey(row.invoice, key)).map((row) => parseMinor(row.value, currency))));
  const isElsewhere = rows.some((row) => !isSameKey(row.invoice, invoice) && !isSameKey(row.invoice, credit));
  if (!isElsewhere && sizeOn(credit) === amountMinor && sizeOn(invoice) === amountMinor) {
    return done(applied, credit, rows[0]?.journal || null, true);
  }
  const shown = rows.map((row) => `${row.value} on ${row.invoice}`).join(', ');
  const ours = formatMinor(amountMinor, currency);
  const text = `SYSPRO has ${shown} under ${reference}; ours moves ${ours} ${currency} from ${credit} to ${invoice}`;
  return refuse('DUPLICATE_TRANSACTION', text, {});
}

function creditNotFound({ customerCode, receiptEffectId }: ApplyReceipt): EffectAnswer {
  return refuse('CREDIT_NOT_FOUND', `Customer ${customerCode} has no credit of ${receiptEffectId}`, {});
}

function done(
  applied: ApplyReceipt,
  creditNumber: string,
  journal: string | null,
  foundByReadBack: boolean,
): EffectAnswer {
  const { transactionId, reference, invoice, amountMinor, currency } = applied;
  return {
    answer: 'done',
    outcome: {
      kind: 'RECEIPT_APPLIED',
      receiptApplied: {
        ...{ transactionId, reference, creditNumber, invoice, journal, amountMinor, currency, foundByReadBack },
      },
    },
    evidence: { creditNumber, invoice, journal, foundByReadBack },
  };
}
