import type { CreateSalesOrder, OrderContent } from '#libs/contracts';
import type { Transaction } from '#libs/delivery';
import { comparableCode, type MasterDataKind } from '../master-data/code-forms.js';
import type { MasterDataBook } from '../master-data/master-data-book.js';
import type { KnownMasterData } from '../master-data/master-data-state.js';
import { applyRepairs, type AllowedRepairs } from './apply-repairs.js';
import type { Finding } from './finding.js';
import { findingsOf } from './rule.js';
import { ORDER_RULES } from './rule-list.js';

/** A sales order that was mapped and is about to be sent. */
export interface Candidate {
  readonly orderId: string;
  readonly company: string;
  readonly command: CreateSalesOrder;
  readonly content: OrderContent;
  readonly hold: string | null;
  /** Whether its customer is entered before it, or was. */
  readonly customerEnsured: boolean;
  readonly allowedRepairs: AllowedRepairs;
}

/** Master data an order is to be decided anew with: of this code, or with an empty code any of the kind. */
export interface AwaitedData {
  readonly company: string;
  readonly kind: MasterDataKind;
  readonly code: string;
  /** What was known of it; null: nothing. */
  readonly knownAsOf: Date | null;
}

/** What becomes of a candidate. */
export interface Verdict {
  readonly verdict: 'send' | 'refuse' | 'wait';
  /** With the repairs that were allowed. */
  readonly command: CreateSalesOrder;
  readonly findings: readonly Finding[];
  readonly awaits: readonly AwaitedData[];
}

/** What is done with orders while master data are missing or too old. */
export type MasterDataPolicy = 'warn' | 'wait' | 'ignore';

/** Tries every rule on orders before they are sent. Writes nothing; reads master data in the transaction of the decision. */
export class OrderValidator {
  constructor(
    private readonly book: Pick<MasterDataBook, 'known'>,
    private readonly policy: MasterDataPolicy,
  ) {}

  /** The verdict on each order, by its orderId. */
  async validate(tx: Pick<Transaction, 'query'>, candidates: readonly Candidate[]): Promise<Map<string, Verdict>> {
    const known = await this.knownOf(tx, candidates);
    const verdicts = new Map<string, Verdict>();
    for (const candidate of candidates) {
      verdicts.set(candidate.orderId, await this.verdictOn(tx, candidate, known.get(candidate.company)));
    }
    return verdicts;
  }

  private async verdictOn(
    tx: Pick<Transaction, 'query'>,
    candidate: Candidate,
    known: KnownMasterData | undefined,
  ): Promise<Verdict> {
    const { command, company } = candidate;
    const missing = known && this.policy === 'wait' ? notFresh(company, known) : [];
    if (missing.length > 0) return { verdict: 'wait', command, findings: [], awaits: missing };
    const findings = findingsOf(ORDER_RULES, { ...candidate, known });
    const repaired = applyRepairs(command, findings, candidate.allowedRepairs);
    if (repaired.mended.length === 0) return judged(candidate, command, findings, known);
    // What was mended is looked at again: another stock code has another unit and another tax code.
    const again = { ...candidate, command: repaired.command };
    const knownAgain = (await this.knownOf(tx, [again])).get(company);
    const left = findingsOf(ORDER_RULES, { ...again, known: knownAgain });
    return judged(again, repaired.command, [...repaired.mended, ...left], knownAgain);
  }

  /** One question a company for all its orders. */
  private async knownOf(
    tx: Pick<Transaction, 'query'>,
    candidates: readonly Candidate[],
  ): Promise<Map<string, KnownMasterData>> {
    const known = new Map<string, KnownMasterData>();
    if (this.policy === 'ignore') return known;
    for (const company of new Set(candidates.map((candidate) => candidate.company))) {
      const commands = candidates.filter((candidate) => candidate.company === company).map(({ command }) => command);
      const stock = commands.flatMap(({ lines }) => lines.flatMap(({ stockCode }) => stockCode || []));
      const customers = commands.map(({ customerCode }) => customerCode);
      known.set(company, await this.book.known(tx, { company, customers, stock }));
    }
    return known;
  }
}

function judged(
  { company }: Candidate,
  command: CreateSalesOrder,
  findings: readonly Finding[],
  known: KnownMasterData | undefined,
): Verdict {
  const refused = findings.filter(({ severity }) => severity === 'refuse');
  if (refused.length === 0) return { verdict: 'send', command, findings, awaits: [] };
  return {
    verdict: 'refuse',
    command,
    findings,
    awaits: refused.flatMap((finding) => awaitedBy(finding, company, known)),
  };
}

/** A customer or stock code that comes, changes or is released in SYSPRO has the order decided anew. */
function awaitedBy({ rule, value }: Finding, company: string, known: KnownMasterData | undefined): AwaitedData[] {
  if (!known || typeof value !== 'string') return [];
  if (rule.startsWith('CUSTOMER_')) {
    const knownAsOf = known.customer(value)?.asOf ?? null;
    return [{ company, kind: 'CUSTOMER', code: comparableCode('CUSTOMER', value), knownAsOf }];
  }
  if (rule !== 'STOCK_CODE_NOT_FOUND') return [];
  return [{ company, kind: 'STOCK_ITEM', code: comparableCode('STOCK_ITEM', value), knownAsOf: null }];
}

function notFresh(company: string, known: KnownMasterData): AwaitedData[] {
  return [known.customers, known.stock]
    .filter(({ state }) => state !== 'fresh')
    .map(({ kind, asOf }) => ({ company, kind, code: '', knownAsOf: asOf }));
}
