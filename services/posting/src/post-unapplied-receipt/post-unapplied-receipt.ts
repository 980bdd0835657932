import type { PostUnappliedReceipt } from '#libs/contracts';
import { formatMinor, parseMinor, sumMinor } from '#libs/money';
import type { InvoicePaymentRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import {
  noteOf,
  postingDate,
  postUnder,
  whenPosted,
  type PeriodSettings,
  type PostingDate,
} from '../post-receipt/reachable-period.js';
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

    const date = await postingDate(receipt.paymentDate, this.settings, attempt);
    if ('answer' in date) return date;
    const posting = await postUnder(date, this.settings, (under) =>
      attempt.syspro.postUnappliedReceipt({
        customer: receipt.customerCode,
        customerPoNumber: receipt.customerPoNumber,
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
    const posted = { journal: posting.posted.journal ?? null, date: posting.date };
    attempt.posted();
    const rows = await find(receipt, attempt);
    // Taken and not shown yet: whoever applies the credit looks for it again by this reference.
    if (rows.length === 0) return done(receipt, { creditNumber: null, ...posted });
    return judge(receipt, rows, attempt, posted);
  }

  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const found = await find(command.postUnappliedReceipt, attempt);
    return found.length === 0 ? { answer: 'absent' } : judge(command.postUnappliedReceipt, found, attempt);
  }
}

function find(receipt: PostUnappliedReceipt, { syspro }: Attempt): Promise<InvoicePaymentRow[]> {
  return syspro.findReceipts({ customer: receipt.customerCode, reference: receipt.reference });
}

/** What SYSPRO has under our reference: one credit of the whole amount, or something a person must look at. `posted`: told when it was posted just now. */
function judge(
  receipt: PostUnappliedReceipt,
  rows: readonly InvoicePaymentRow[],
  attempt: Attempt,
  posted?: Posted,
): EffectAnswer {
  attempt.posted();
  const { amountMinor, currency, reference } = receipt;
  const credits = new Set(rows.map((row) => row.invoice));
  // Whether a payment counts as negative in that table is not public, so the size of the sum is compared.
  const postedMinor = Math.abs(sumMinor(rows.map((row) => parseMinor(row.value, currency))));
  const [creditNumber] = credits;
  if (creditNumber !== undefined && credits.size === 1 && postedMinor === amountMinor) {
    const shown = rows[0]?.journal || null;
    return done(receipt, { creditNumber, journal: posted?.journal ?? shown, date: posted?.date });
  }
  const [there, ours] = [postedMinor, amountMinor].map((minor) => formatMinor(minor, currency));
  const text = `SYSPRO has ${there} ${currency} under ${reference} on ${[...credits].join(', ')}; ours is ${ours} ${currency} on one credit`;
  return refuse('DUPLICATE_TRANSACTION', text, { postedMinor });
}

/** `date`: under which it was posted; undefined for one found by its reference. */
interface Posted {
  readonly journal: string | null;
  readonly date: PostingDate | undefined;
}

function done(
  receipt: PostUnappliedReceipt,
  { creditNumber, journal, date }: Posted & { readonly creditNumber: string | null },
): EffectAnswer {
  const { transactionId, reference, amountMinor, currency, reason } = receipt;
  const foundByReadBack = date === undefined;
  return {
    answer: 'done',
    outcome: {
      kind: 'UNAPPLIED_RECEIPT_POSTED',
      unappliedReceiptPosted: {
        ...{ transactionId, reference, creditNumber, journal, amountMinor, currency, reason, foundByReadBack },
        ...whenPosted(receipt.paymentDate, date),
      },
    },
    evidence: { creditNumber, journal, foundByReadBack, ...(date && { postingPeriod: date.postingPeriod }) },
  };
}
