import { monthOf } from '#libs/calendar';
import type { PostUnappliedReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import type { InvoicePaymentRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { reachablePeriod, type PeriodSettings } from '../post-receipt/reachable-period.js';
import { refuse } from '../post-receipt/refuse.js';

type Command = CommandOf<'POST_UNAPPLIED_RECEIPT'>;

/**
 * Posts captured money to the customer's account, once; SYSPRO makes a credit `_CRDnn` of it.
 *
 *     find by reference ──none──▶ period in reach? ──▶ ARSTPY ──▶ which credit? ──▶ done
 *             └───rows───▶ all of it, on one credit? ──▶ done (or for a person)
 *
 * SYSPRO numbers credits by the highest there is; two at once cannot take one number, because the company's one session serves one call
 * at a time.
 */
export class PostUnappliedReceiptEffect implements EffectHandler<Command> {
  constructor(private readonly settings: PeriodSettings) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const receipt = command.postUnappliedReceipt;
    const found = await find(receipt, attempt);
    if (found.length > 0) return judge(receipt, found, attempt);

    const period = await reachablePeriod(receipt.paymentDate, this.settings, attempt);
    if (typeof period !== 'string') return period;
    const { journal } = await attempt.syspro.postUnappliedReceipt({
      customer: receipt.customerCode,
      customerPoNumber: receipt.customerPoNumber,
      value: formatMinor(receipt.amountMinor, receipt.currency),
      reference: receipt.reference,
      paymentDate: receipt.paymentDate,
      postingPeriod: period,
      bank: receipt.bank,
      notation: receipt.customerPoNumber,
      narration: `${receipt.paymentMethod} ${receipt.vendorTxCode}`,
    });
    attempt.posted();
    const rows = await find(receipt, attempt);
    // Taken and not shown yet: whoever applies the credit looks for it again by this reference.
    if (rows.length === 0) return done(receipt, { creditNumber: null, journal: journal ?? null, found: false });
    return judge(receipt, rows, attempt, journal ?? null);
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.postUnappliedReceipt, attempt);
    return found.length === 0 ? { answer: 'absent' } : judge(command.postUnappliedReceipt, found, attempt);
  }
}

function find(receipt: PostUnappliedReceipt, { syspro }: Attempt): Promise<InvoicePaymentRow[]> {
  return syspro.findReceipts({ customer: receipt.customerCode, reference: receipt.reference });
}

/** What SYSPRO has under our reference: one credit of the whole amount, or something a person must look at. `journal`: told when it was posted just now. */
function judge(
  receipt: PostUnappliedReceipt,
  rows: readonly InvoicePaymentRow[],
  attempt: Attempt,
  journal?: string | null,
): EffectAnswer {
  attempt.posted();
  const { amountMinor, currency, reference } = receipt;
  const credits = new Set(rows.map((row) => row.invoice));
  // Whether a payment counts as negative in that table is not public, so the size of the sum is compared.
  const postedMinor = Math.abs(sumMinor(rows.map((row) => parseMinor(row.value, currency))));
  const [creditNumber] = credits;
  if (creditNumber !== undefined && credits.size === 1 && postedMinor === amountMinor) {
    const shown = rows[0]?.journal || null;
    return done(receipt, { creditNumber, journal: journal ?? shown, found: journal === undefined });
  }
  const [posted, ours] = [postedMinor, amountMinor].map((minor) => formatMinor(minor, currency));
  const text = `SYSPRO has ${posted} ${currency} under ${reference} on ${[...credits].join(', ')}; ours is ${ours} ${currency} on one credit`;
  return refuse('DUPLICATE_TRANSACTION', text, { postedMinor });
}

function done(
  receipt: PostUnappliedReceipt,
  posted: { creditNumber: string | null; journal: string | null; found: boolean },
): EffectAnswer {
  const { transactionId, reference, amountMinor, currency, paymentDate, reason } = receipt;
  const { creditNumber, journal, found: foundByReadBack } = posted;
  return {
    answer: 'done',
    outcome: {
      kind: 'UNAPPLIED_RECEIPT_POSTED',
      unappliedReceiptPosted: {
        ...{ transactionId, reference, creditNumber, journal, amountMinor, currency, paymentDate, reason },
        foundByReadBack,
        // Which month a receipt found by its reference went into, SYSPRO does not show.
        ...{ postingPeriod: foundByReadBack ? null : monthOf(paymentDate), redatedFrom: null },
      },
    },
    evidence: { creditNumber, journal, foundByReadBack },
  };
}
