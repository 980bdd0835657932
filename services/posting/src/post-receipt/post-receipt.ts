import { monthOf } from '#libs/calendar';
import type { PostReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import { isSameKey, type InvoicePaymentRow } from '#libs/syspro';
import type { Evidence } from '../effect/effect.js';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { obstacleOnInvoice } from './invoice-obstacle.js';
import { reachablePeriod, type PeriodSettings } from './reachable-period.js';
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

    const period = await reachablePeriod(receipt.paymentDate, this.settings, attempt);
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
