/** Something a document does that SYSPRO would refuse, or change. */
export interface Finding {
  /** Which rule of the list says so. */
  readonly rule: string;
  /** Field of the command, e.g. `lines[3].stockCode`. */
  readonly field: string;
  /** What it is now. May be personal: shown only where it is sealed, never in logs and alerts. */
  readonly value: unknown;
  /** True for codes and amounts, which may be shown to anybody who may see the order. */
  readonly mayBeShown: boolean;
  /** `refuse`: the order is not sent; `tell`: it is, and SYSPRO decides. */
  readonly severity: 'refuse' | 'tell';
  /** Who mends it. */
  readonly owner: 'integration' | 'operations' | 'finance' | 'shop';
  readonly suggestedFix: string;
  /** How it could be mended without a person, where that is plain enough to be offered. */
  readonly proposal?: Proposal;
}

/** Names of the repairs a mapping may allow for a field under `repair`. */
export const REPAIRS = ['blanks', 'letterCase', 'nearMatch', 'postcodeSpacing'] as const;

export type RepairName = (typeof REPAIRS)[number];

/** A repair that is offered, and why it is believed to be right. */
export interface Proposal {
  readonly repair: RepairName;
  readonly value: string;
  readonly evidence: string;
  /** Whether it was applied, because the mapping allows this repair for this field. */
  readonly applied: boolean;
}
