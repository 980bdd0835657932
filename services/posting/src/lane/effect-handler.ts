import type { ErpCommand, ErpCommandKind } from '#libs/contracts';
import type { RejectedError } from '#libs/errors';
import type { Syspro } from '#libs/syspro';
import type { Evidence } from '../effect/effect.js';
import type { OrderToWatch } from '../effect-store/effect-store.js';
import type { SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';
import type { OutcomeBody } from './outcome-message.js';

type KnownKind = Exclude<ErpCommandKind, 'UNKNOWN'>;
/** The command of one kind. */
export type CommandOf<K extends KnownKind> = Extract<ErpCommand, { kind: K }>;
/** Body of an outcome that says the effect is there. */
export type DoneBody = Exclude<OutcomeBody, { kind: 'UNKNOWN' | 'REJECTED' | 'IN_DOUBT' }>;

/** What SYSPRO says of the effect. Refusals are answers; not being able to ask is an error. */
export type EffectAnswer =
  | {
      readonly answer: 'done';
      readonly outcome: DoneBody;
      readonly evidence: Evidence;
      readonly watch?: OrderToWatch;
      /** A hold set or ended, kept with the outcome. */
      readonly hold?: SalesOrderHold;
    }
  /** Asked by its reference, SYSPRO does not have it. Only when reading back. */
  | { readonly answer: 'absent' }
  /**
   * SYSPRO has it, and something is still to be sent to it that must not go twice: `post` goes on with it once nothing sent before can be
   * under way any more. Only when reading back.
   */
  | { readonly answer: 'unfinished' }
  /** It can be sent only later, by nobody's fault and without anybody's help; nothing was sent. Only when posting. */
  | { readonly answer: 'notYet'; readonly code: string; readonly text: string; readonly lookAgainInMs: number }
  /** SYSPRO has it, and not as it should be; or it must not be sent as things are. */
  | { readonly answer: 'refused'; readonly rejection: RejectedError; readonly evidence: Evidence };

/** SYSPRO as one attempt sees it. */
export interface Attempt {
  /** Everything said through it is kept as evidence; each posting is announced to the ledger first, and not sent when the ledger objects. */
  readonly syspro: Syspro;
  /** SYSPRO answered once that it has the effect: not finding it proves nothing. */
  readonly wasTaken: boolean;
  /** Tell it as soon as SYSPRO is known to have the effect: what fails afterwards is then finished by reading back, never sent again. */
  posted(): void;
}

/**
 * How one kind of effect is done. Errors are of the four kinds; a `RejectedError` out of `post` before `posted()` means that SYSPRO
 * refused the effect.
 */
export interface EffectHandler<C extends ErpCommand> {
  /** Looks for the effect by its reference and, when SYSPRO does not have it, sends it. */
  post(command: C, attempt: Attempt): Promise<EffectAnswer>;
  /** Looks for the effect by its reference and brings it to its end if it is there. Sends nothing that is not idempotent. */
  readBack(command: C, attempt: Attempt): Promise<EffectAnswer>;
}

/** The handler of each kind that is done here; an effect of another kind is our bug: it ought to have been parked when it came. */
export type EffectHandlers = { readonly [K in KnownKind]?: EffectHandler<CommandOf<K>> };

/** The handler of a command's kind. */
export function handlerOf(handlers: EffectHandlers, kind: ErpCommandKind): EffectHandler<ErpCommand> | undefined {
  return kind === 'UNKNOWN' ? undefined : handlers[kind];
}
