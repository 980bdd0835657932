import type { ApplyReceipt, CreateSalesOrder, OrderContent, PostReceipt, PostUnappliedReceipt } from '#libs/contracts';
import type { KnownMasterData } from '../master-data/master-data-state.js';
import type { Finding } from './finding.js';

/** A sales order as it would be sent, with what it is checked against. */
export interface CheckedOrder {
  readonly command: CreateSalesOrder;
  /** The shop's order it was made from. */
  readonly content: OrderContent;
  /** What was decided to be held. */
  readonly hold: string | null;
  /** Whether its customer is entered before it: SYSPRO may not have it yet. */
  readonly customerEnsured: boolean;
  /** Undefined where master data are never compared. */
  readonly known: KnownMasterData | undefined;
}

/** What a rule says of one field. */
export type Breach = Pick<Finding, 'field' | 'value' | 'suggestedFix'> &
  Partial<Pick<Finding, 'severity' | 'mayBeShown' | 'proposal'>>;

/** One thing SYSPRO asks of a document. */
export interface Rule<Document> {
  /** Stable: it is the code of alerts and of metrics. */
  readonly id: string;
  /** Where SYSPRO's side of it is written down: a section of the SYSPRO reference, or of the rules of money and orders. */
  readonly source: string;
  readonly says: string;
  readonly severity: Finding['severity'];
  readonly owner: Finding['owner'];
  /** Default false: values of these fields may be personal. */
  readonly mayBeShown?: boolean;
  readonly breaches: (document: Document) => readonly Breach[];
}

export type OrderRule = Rule<CheckedOrder>;
/** What ARSTPY posts. */
export type ReceiptDocument = PostReceipt | PostUnappliedReceipt | ApplyReceipt;
export type ReceiptRule = Rule<ReceiptDocument>;

/** All that the rules find, in their order. */
export function findingsOf<Document>(rules: readonly Rule<Document>[], document: Document): Finding[] {
  return rules.flatMap(({ id, severity, owner, mayBeShown = false, breaches }) =>
    breaches(document).map((breach) => ({ rule: id, severity, owner, mayBeShown, ...breach })),
  );
}
