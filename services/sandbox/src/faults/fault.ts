import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** What can go wrong on demand. */
export const FAULT_KINDS = [
  /** The answer comes `delayMs` late. */
  'LATENCY',
  /** The connection is dropped and nothing is done. */
  'CUT_BEFORE_EFFECT',
  /** It is done, and the connection is dropped instead of an answer. */
  'CUT_AFTER_EFFECT',
  /** The connection is dropped at once, and it is done `delayMs` later. */
  'LATE_COMMIT',
  /** The operator's session ends before the call. */
  'EVICT_SESSION',
  /** An `ERROR: text` answer, nothing is done. */
  'ERROR',
  /** It is done; the body comes as a JSON string. */
  'JSON_QUOTED',
  /** It is done; the body comes in a `<string>` element. */
  'STRING_WRAPPED',
  /** HTTP 500, nothing is done. */
  'HTTP_500',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault as somebody asks for it. */
export const faultRequest = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** Lower case does not matter: `Transaction/Post` (PostLD counts as it), `Query/Query`, `Logon`, …; absent: any. */
  operation: z.string().optional(),
  /** `SORTOI`, …; absent: any. */
  businessObject: z.string().optional(),
  /** Text that stands somewhere in XmlIn, for example an order reference; absent: any. */
  reference: z.string().optional(),
  /** Operator code; absent: any. */
  operator: z.string().optional(),
  /** The first matching call that fails, counted from 1. */
  onNthCall: z.int().min(1).default(1),
  /** How many calls in a row fail from there. */
  times: z.int().min(1).default(1),
  delayMs: z.int().min(0).max(600_000).default(1000),
  /** Text of an ERROR answer, without the prefix. */
  text: z.string().default('e.net exception raised: 999999'),
});

export type FaultRequest = z.input<typeof faultRequest>;

/** A fault that waits for its calls, or has had them. */
export interface Fault extends z.output<typeof faultRequest> {
  readonly faultId: string;
  /** Matching calls seen. */
  readonly seen: number;
  /** Times it struck. */
  readonly struck: number;
}

/** A call as faults are matched with it. */
export interface FaultTarget {
  readonly operation: string;
  readonly businessObject: string;
  readonly document: string;
  readonly operator: string;
}

/** A new fault, defaults filled in. */
export function faultFrom(request: FaultRequest): Fault {
  return { ...faultRequest.parse(request), faultId: randomUUID(), seen: 0, struck: 0 };
}

/** Whether the call is one this fault counts. */
export function matches(fault: Fault, target: FaultTarget): boolean {
  const same = (wanted: string | undefined, found: string): boolean =>
    wanted === undefined || wanted.toLowerCase() === found.toLowerCase();
  return (
    same(fault.operation, target.operation) &&
    same(fault.businessObject, target.businessObject) &&
    same(fault.operator, target.operator) &&
    (fault.reference === undefined || target.document.includes(fault.reference))
  );
}

/** The fault after it has seen one more matching call. */
export function seenOnce(fault: Fault): { fault: Fault; strikes: boolean } {
  const seen = fault.seen + 1;
  const strikes = seen >= fault.onNthCall && seen < fault.onNthCall + fault.times;
  return { fault: { ...fault, seen, struck: fault.struck + (strikes ? 1 : 0) }, strikes };
}
