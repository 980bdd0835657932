import type { PostReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import { isSameKey, type InvoicePaymentRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { obstacleOnInvoice } from './invoice-obstacle.js';
import {
  noteOf,
  postingDate,
  postUnder,
  whenPosted,
  type PeriodSettings,
  type PostingDate,
} from './reachable-period.js';
import { refuse } from './refuse.js';

type Command = CommandOf<'POST_RECEIPT'>;

/**
 * Posts captured money against one invoice, once.
 *
 *     find by reference ──none──▶ period in reach? ──▶ balance still enough? ──▶ ARSTPY ──▶ done
 *            └────rows────▶ all of it, to this invoice? ──▶ done (or for a person)
 */
export class PostReceiptEffect implements EffectHandler<Command> {
  constructor(private readonly settings: PeriodSettings) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const receipt = command.postReceipt;
    const found = await find(receipt, attempt);
    if (found.length > 0) return judge(receipt, found, attempt);

    const date = await postingDate(receipt.paymentDate, this.settings, attempt);
    if ('answer' in date) return date;
    const obstacle = await obstacleOnInvoice(receipt, attempt);
    if (obstacle) return obstacle;
    const posting = await postUnder(date, this.settings, (under) =>
      attempt.syspro.postReceipt({
        customer: receipt.customerCode,
        invoice: receipt.invoice,
        value: formatMinor(receipt.amountMinor, receipt.currency),
        reference: receipt.reference,
        paymentDate: under.paymentDate,
        postingPeriod: under.postingPeriod,
        bank: receipt.bank,
        notation: receipt.customerPoNumber,
        narration: `${receipt.paymentMethod} ${receipt.vendorTxCode}${noteOf(under)}`,
      }),
    );
    if ('answer' in posting) return posting;
    return done(receipt, { journal: posting.posted.journal ?? null, date: posting.date });
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.postReceipt, attempt);
    return found.length === 0 ? { answer: 'absent' } : judge(command.postReceipt, found, attempt);
  }
}

function find(receipt: PostReceipt, { syspro }: Attempt): Promise<InvoicePaymentRow[]> {
  return syspro.findReceipts({ customer: receipt.customerCode, reference: receipt.reference });
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
    return done(receipt, { journal: rows[0]?.journal || null, date: undefined });
  }
  const value = formatMinor(postedMinor, receipt.currency);
  const invoices = [...new Set(rows.map((row) => row.invoice))].join(', ');
  const text = `SYSPRO has ${value} ${receipt.currency} under ${receipt.reference} on invoice ${invoices}, which is not what was to be posted`;
  return refuse('DUPLICATE_TRANSACTION', text, { postedMinor });
}

/** `date`: under which it was posted; undefined for one found by its reference. */
function done(
  receipt: PostReceipt,
  { journal, date }: { journal: string | null; date: PostingDate | undefined },
): EffectAnswer {
  const { transactionId, reference, invoice, amountMinor, currency } = receipt;
  const foundByReadBack = date === undefined;
  return {
    answer: 'done',
    outcome: {
      kind: 'RECEIPT_POSTED',
      receiptPosted: {
        ...{ transactionId, reference, invoice, journal, amountMinor, currency, foundByReadBack },
        ...whenPosted(receipt.paymentDate, date),
      },
    },
    evidence: { invoice, journal, foundByReadBack, ...(date && { postingPeriod: date.postingPeriod }) },
  };
}
