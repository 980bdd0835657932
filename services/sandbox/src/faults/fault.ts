import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Whose calls can go wrong: e.net's, those to each of Opayo's APIs, or the notifications Opayo posts. */
export const FAULT_SYSTEMS = ['SYSPRO', 'OPAYO_PI', 'OPAYO_REPORTING', 'OPAYO_SERVER', 'OPAYO_NOTIFICATION'] as const;

export type FaultSystem = (typeof FAULT_SYSTEMS)[number];

const API_KINDS = ['LATENCY', 'DROP', 'CUT_AFTER_EFFECT', 'DUPLICATE', 'DISORDER', 'HTTP_500', 'DOWN'] as const;

/** What can go wrong on demand, by system. */
export const FAULT_KINDS = {
  SYSPRO: [
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
  ],
  // What each means stands at `OpayoFaults.around`.
  OPAYO_PI: API_KINDS,
  OPAYO_REPORTING: API_KINDS,
  OPAYO_SERVER: API_KINDS,
  OPAYO_NOTIFICATION: ['LATENCY', 'DROP', 'CUT_AFTER_EFFECT', 'DUPLICATE', 'DISORDER', 'DOWN'],
} as const satisfies Readonly<Record<FaultSystem, readonly string[]>>;

/** What can go wrong with e.net. */
export type EnetFaultKind = (typeof FAULT_KINDS)['SYSPRO'][number];
/** What can go wrong with one of Opayo's APIs or notifications. */
export type OpayoFaultKind = (typeof API_KINDS)[number];
export type FaultKind = EnetFaultKind | OpayoFaultKind;

const EVERY_KIND = [...new Set<FaultKind>(Object.values(FAULT_KINDS).flat())];

/** A fault as somebody asks for it. */
export const faultRequest = z
  .strictObject({
    system: z.enum(FAULT_SYSTEMS).default('SYSPRO'),
    kind: z.enum(EVERY_KIND),
    /**
     * Letter case does not matter. e.net: `Transaction/Post` (PostLD counts as it), `Query/Query`, `Logon`, …; Pi: method and first word of the
     * path, `POST transactions`, `GET transactions`, `POST instructions`, …; Reporting: the command; Server: `register`, `refund`, …;
     * notifications: the TxType. Absent: any.
     */
    operation: z.string().optional(),
    /** e.net: `SORTOI`, …; absent: any. */
    businessObject: z.string().optional(),
    /** Text that stands somewhere in the request: an order reference, a VendorTxCode, a transaction id; absent: any. */
    reference: z.string().optional(),
    /** e.net: operator code; absent: any. */
    operator: z.string().optional(),
    /** The first matching call that fails, counted from 1. */
    onNthCall: z.int().min(1).default(1),
    /** How many calls in a row fail from there. Default 1; DOWN: all, until the fault is taken away. */
    times: z.int().min(1).optional(),
    /** LATENCY, LATE_COMMIT: how late. DISORDER: how long another call is waited for. */
    delayMs: z.int().min(0).max(600_000).default(1000),
    /** Text of an ERROR answer of e.net, without the prefix. */
    text: z.string().default('e.net exception raised: 999999'),
  })
  .superRefine(({ system, kind }, context) => {
    const kinds: readonly string[] = FAULT_KINDS[system];
    if (!kinds.includes(kind))
      context.addIssue({ code: 'custom', path: ['kind'], message: `${system} knows ${kinds.join(', ')}` });
  });

export type FaultRequest = z.input<typeof faultRequest>;

/** A fault that waits for its calls, or has had them. */
export interface Fault extends Omit<z.output<typeof faultRequest>, 'times'> {
  readonly faultId: string;
  /** Null: every call from the first on. */
  readonly times: number | null;
  /** Matching calls seen. */
  readonly seen: number;
  /** Times it struck. */
  readonly struck: number;
}

/** A call as faults are matched with it. */
export interface FaultTarget {
  readonly system: FaultSystem;
  readonly operation: string;
  /** The text a fault's `reference` is looked for in. */
  readonly document: string;
  readonly businessObject?: string;
  readonly operator?: string;
}

/** A new fault, defaults filled in. */
export function faultFrom(request: FaultRequest): Fault {
  const asked = faultRequest.parse(request);
  const times = asked.times ?? (asked.kind === 'DOWN' ? null : 1);
  return { ...asked, times, faultId: randomUUID(), seen: 0, struck: 0 };
}

/** Whether the call is one this fault counts. */
export function matches(fault: Fault, target: FaultTarget): boolean {
  const same = (wanted: string | undefined, found = ''): boolean =>
    wanted === undefined || wanted.toLowerCase() === found.toLowerCase();
  return (
    // A fault of before there was a choice is one of e.net.
    (fault.system ?? 'SYSPRO') === target.system &&
    same(fault.operation, target.operation) &&
    same(fault.businessObject, target.businessObject) &&
    same(fault.operator, target.operator) &&
    (fault.reference === undefined || target.document.includes(fault.reference))
  );
}

/** The fault after it has seen one more matching call. */
export function seenOnce(fault: Fault): { fault: Fault; strikes: boolean } {
  const seen = fault.seen + 1;
  const strikes = seen >= fault.onNthCall && (fault.times === null || seen < fault.onNthCall + fault.times);
  return { fault: { ...fault, seen, struck: fault.struck + (strikes ? 1 : 0) }, strikes };
}
