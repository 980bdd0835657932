import type { ErpCommand, ErpCommandKind } from '#libs/contracts';
import type { MinorUnits } from '#libs/money';
import type { EffectState } from './effect-state.js';

/** Facts that prove what became of an effect: `salesOrder`, `invoice`, `journal`, … No personal data. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** What we want done once in SYSPRO. */
export interface Intent {
  /** Deterministic: the same intent has the same id for ever. */
  readonly effectId: string;
  readonly orderId: string;
  readonly company: string;
  readonly kind: ErpCommandKind;
  /** 1, 2, 3 … per order; effects of an order are done in this order. */
  readonly sequence: number;
  /** Of everything SYSPRO would be told; the same effectId with another hash is a break. */
  readonly requestHash: string;
  /** By which SYSPRO's record is found again: CustomerPoNumber or receipt reference; empty for a kind we do not know. */
  readonly reference: string;
  /** Money behind it, minor units of `currency`. */
  readonly amountMinor: MinorUnits | null;
  readonly currency: string | null;
  /** effectIds that must be CONFIRMED first. */
  readonly dependsOn: readonly string[];
  readonly issuedAt: Date;
  readonly traceparent: string | null;
}

/** An intent and how far it has come. */
export interface Effect extends Intent {
  /** 1; a corrected redrive is a new revision. */
  readonly revision: number;
  readonly state: EffectState;
  /** Waits for a person; its followers wait behind it. */
  readonly parked: boolean;
  /** How often it was sent to SYSPRO. */
  readonly sends: number;
  /** Attempts in a row that failed by themselves; those while SYSPRO was away for everybody are not counted. */
  readonly failures: number;
  readonly firstFailedAt: Date | null;
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
  /** Since when it is UNKNOWN; the quarantine counts from here. */
  readonly unknownSince: Date | null;
  readonly settledAt: Date | null;
  /** Of the last failure, in our words and the other side's. */
  readonly lastCode: string | null;
  readonly lastText: string | null;
  readonly evidence: Evidence | null;
}

/** An effect in the hands of a lane. */
export interface ClaimedEffect extends Effect {
  readonly command: ErpCommand;
  /** Identity of this claim: a later one makes it worthless. */
  readonly claimId: string;
  readonly claimedAt: Date;
}
