import type { ErpCommand } from '#libs/contracts';
import type { Effect } from '../effect/effect.js';

/** Who had an effect sent again, and why. */
export interface RevisionDecision {
  readonly by: string;
  readonly reason: string;
}

/** A decision on record. */
export interface RevisionRecord extends RevisionDecision {
  /** The revision it made. */
  readonly revision: number;
  readonly decidedAt: Date;
}

/** 1 for the first, also where the command does not say. */
export function revisionOf(command: ErpCommand): number {
  return command.revision ?? 1;
}

/** What a corrected command has to say for itself. */
export function decisionOf(command: ErpCommand): RevisionDecision {
  const { mappingName, mappingVersion, eventId } = command;
  return { by: `mapping ${mappingName} ${mappingVersion}`, reason: `corrected command ${eventId}` };
}

/** What evidence has when SYSPRO showed something under the effect's reference. */
export const SIGNS_OF_PRESENCE: readonly string[] = ['salesOrder', 'salesOrders', 'postedMinor', 'takenAt'];

/**
 * Whether a correction may look for itself under another reference. Not once SYSPRO showed something under the old one: it would not be
 * found under the new one, and be entered a second time.
 */
export function mayChangeReference({ evidence }: Pick<Effect, 'evidence'>): boolean {
  return !SIGNS_OF_PRESENCE.some((sign) => evidence?.[sign] != null);
}

/** Only what is surely not in SYSPRO may be replaced: refused, or planned and never sent or proven absent. */
export function mayBeRevised({ state }: Pick<Effect, 'state'>): boolean {
  return state === 'REJECTED' || state === 'PLANNED';
}
