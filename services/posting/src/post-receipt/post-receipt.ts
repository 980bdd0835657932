import { monthOf, type CalendarMonth } from '#libs/calendar';
import type { PostReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import { isSameKey, rejectedBecause, type InvoicePaymentRow, type PostingPeriod } from '#libs/syspro';
import type { Evidence } from '../effect/effect.js';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { postingPeriodOf } from './posting-period.js';

type Command = CommandOf<'POST_RECEIPT'>;

export interface ReceiptSettings {
  /** The company's current AR period where it is declared; otherwise the month of SYSPRO's own accounting date, asked before each receipt. */
  readonly currentPeriod: CalendarMonth | undefined;
  /** How often SYSPRO is asked whether its period has moved on, while a payment is dated after it; milliseconds. */
  readonly periodLookIntervalMs: number;
}

/**
 * Posts captured money against one invoice, once.
 *
 *     find by reference ──none──▶ period in reach? ──▶ balance still enough? ──▶ ARSTPY ──▶ done
 *            └────rows────▶ all of it, to this invoice? ──▶ done (or for a person)
 */
export class PostReceiptEffect implements EffectHandler<Command> {
  constructor(private readonly settings: ReceiptSettings) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const receipt = command.postReceipt;
    const found = await find(receipt, attempt);
    if (found.length > 0) return judge(receipt, found, attempt);

    const period = await this.periodFor(receipt, attempt);
    if (typeof period !== 'string') return period;
    const obstacle = await obstacleOnInvoice(receipt, attempt);
    if (obstacle) return obstacle;
    const value = formatMinor(receipt.amountMinor, receipt.currency);
    const { journal } = await attempt.syspro.postReceipt({
      customer: receipt.customerCode,
      invoice: receipt.invoice,
      value,
      reference: receipt.reference,
      paymentDate: receipt.paymentDate,
      postingPeriod: period,
      bank: receipt.bank,
      notation: receipt.customerPoNumber,
      narration: `${receipt.paymentMethod} ${receipt.vendorTxCode}`,
    });
    return done(receipt, journal ?? null, false, { postingPeriod: period });
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.postReceipt, attempt);
    return found.length === 0 ? { answer: 'absent' } : judge(command.postReceipt, found, attempt);
  }

  private async periodFor(receipt: PostReceipt, { syspro }: Attempt): Promise<PostingPeriod | EffectAnswer> {
    // Not remembered: C means another month the moment finance closes one, and the receipt would land in the wrong books.
    const current = this.settings.currentPeriod ?? monthOf((await syspro.readProfile()).accountingDate);
    const period = postingPeriodOf(receipt.paymentDate, current);
    if (period === 'notYet') {
      const text = `The payment's date ${receipt.paymentDate} is after SYSPRO's current period ${current}; it is posted when finance has moved the period on`;
      return { answer: 'notYet', code: 'PERIOD_NOT_OPEN_YET', text, lookAgainInMs: this.settings.periodLookIntervalMs };
    }
    if (period !== 'tooOld') return period;
    const text = `The payment's date ${receipt.paymentDate} is out of reach of SYSPRO's current period ${current}`;
    return refuse('PERIOD_CLOSED', text, { currentPeriod: current });
  }
}

function find(receipt: PostReceipt, { syspro }: Attempt): Promise<InvoicePaymentRow[]> {
  return syspro.findReceipts({ customer: receipt.customerCode, reference: receipt.reference });
}

/** Reads the balance right before posting: people pay and credit invoices too. */
async function obstacleOnInvoice(receipt: PostReceipt, { syspro }: Attempt): Promise<EffectAnswer | undefined> {
  const { customerCode: customer, invoice, currency, amountMinor } = receipt;
  const row = await syspro.findInvoice({ customer, invoice });
  if (!row) return refuse('INVOICE_NOT_FOUND', `Customer ${customer} has no invoice ${invoice}`, {});
  const balanceMinor = parseMinor(row.balance, currency);
  if (balanceMinor >= amountMinor) return undefined;
  const [balance, amount] = [balanceMinor, amountMinor].map((minor) => formatMinor(minor, currency));
  const text = `Invoice ${invoice} is owed ${balance} ${currency}, less than the ${amount} ${currency} to be posted`;
  return refuse('INVOICE_BALANCE_TOO_SMALL', text, { balanceMinor });
}

/**
 * What SYSPRO has under our reference: the receipt, or something a person must look at. Whether a payment counts as negative in that
 * table is not public, so the size of the sum is compared.
 */
function judge(receipt: PostReceipt, rows: readonly InvoicePaymentRow[], attempt: Attempt): EffectAnswer {
  attempt.posted();
  const postedMinor = Math.abs(sumMinor(rows.map((row) => parseMinor(row.value, receipt.currency))));
  const elsewhere = rows.filter((row) => !isSameKey(row.invoice, receipt.invoice));
  if (postedMinor === receipt.amountMinor && elsewhere.length === 0) {
    return done(receipt, rows[0]?.journal || null, true, {});
  }
  const value = formatMinor(postedMinor, receipt.currency);
  const invoices = [...new Set(rows.map((row) => row.invoice))].join(', ');
  const text = `SYSPRO has ${value} ${receipt.currency} under ${receipt.reference} on invoice ${invoices}, which is not what was to be posted`;
  return refuse('DUPLICATE_TRANSACTION', text, { postedMinor });
}

function done(
  receipt: PostReceipt,
  journal: string | null,
  foundByReadBack: boolean,
  evidence: Evidence,
): EffectAnswer {
  const { transactionId, reference, invoice, amountMinor, currency, paymentDate } = receipt;
  return {
    answer: 'done',
    outcome: {
      kind: 'RECEIPT_POSTED',
      receiptPosted: {
        transactionId,
        reference,
        invoice,
        journal,
        amountMinor,
        currency,
        paymentDate,
        foundByReadBack,
        // Which month a receipt found by its reference went into, SYSPRO does not show.
        ...{ postingPeriod: foundByReadBack ? null : monthOf(paymentDate), redatedFrom: null },
      },
    },
    evidence: { ...evidence, invoice, journal, foundByReadBack },
  };
}

function refuse(code: string, text: string, evidence: Evidence): EffectAnswer {
  return { answer: 'refused', rejection: rejectedBecause(code, text), evidence };
}
