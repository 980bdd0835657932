import type { ErpCommand } from '#libs/contracts';
import type { Effect } from '../effect/effect.js';

/** Who had an effect sent again, and why. */
export interface RevisionDecision {
  readonly by: string;
  readonly reason: string;
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

/** Only what is surely not in SYSPRO may be replaced: refused, or planned and never sent or proven absent. */
export function mayBeRevised({ state }: Pick<Effect, 'state'>): boolean {
  return state === 'REJECTED' || state === 'PLANNED';
}
