import { at, textAt } from './pi-transaction.js';

/** What the vendor did with a transaction after it was made. */
export interface PiInstruction {
  /** `void`, `abort`, `release`, `cancel`, or a word we do not know. */
  readonly type: string;
  /** UTC instant; null where Pi tells none that can be read. Amounts are not told. */
  readonly at: Date | null;
}

/** Reads `{instructions: [{instructionType, date}]}`. `undefined` when it is something else, or one of them has no type. */
export function readPiInstructions(json: unknown): readonly PiInstruction[] | undefined {
  const list = at(json, 'instructions');
  if (!Array.isArray(list)) return undefined;
  const instructions = (list as unknown[]).flatMap((item): PiInstruction[] => {
    const type = textAt(item, 'instructionType');
    return type === null ? [] : [{ type, at: instantOf(textAt(item, 'date')) }];
  });
  return instructions.length === list.length ? instructions : undefined;
}

/** ISO 8601 with its offset; without one nobody knows whose clock it was. */
function instantOf(text: string | null): Date | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
