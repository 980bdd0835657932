import type { FastifyReply } from 'fastify';
import type { Fault, FaultSystem, FaultTarget } from './fault.js';
import type { Faults } from './faults.js';

/** What became of a call: an answer, a dropped connection (a notification: no reply), or HTTP 500. */
export type Fate<T> = { readonly answer: T } | 'CUT' | 'HTTP_500';

export interface OpayoFaultsOptions {
  readonly faults: Faults;
  readonly pause: (ms: number) => Promise<unknown>;
}

type Step = () => void;

/** Faults around calls to Opayo's APIs and around the notifications it posts. */
export class OpayoFaults {
  /** Calls held back until another of the same system is through. */
  private readonly heldBack = new Map<FaultSystem, Step[]>();

  constructor(private readonly options: OpayoFaultsOptions) {}

  /**
   * Does `work` unless a fault has it otherwise:
   * - `LATENCY`: done at once, the answer comes `delayMs` late.
   * - `DROP`: not done, the connection is dropped; a notification is not sent and counts as unanswered.
   * - `DOWN`: as DROP, every time until the fault is taken away.
   * - `CUT_AFTER_EFFECT`: done, the connection is dropped instead of an answer; a notification arrives, its reply does not.
   * - `HTTP_500`: not done.
   * - `DUPLICATE`: done twice in a row, as by something between that repeats requests; the answer is that to the second.
   * - `DISORDER`: held back until the next call of this system is through, at most `delayMs`.
   */
  async around<T>(target: FaultTarget, work: () => Promise<T>): Promise<Fate<T>> {
    const fault = await this.options.faults.strike(target);
    const fate = fault ? await this.faulty(fault, work) : { answer: await work() };
    this.letGo(target.system);
    return fate;
  }

  private async faulty<T>(fault: Fault, work: () => Promise<T>): Promise<Fate<T>> {
    switch (fault.kind) {
      case 'LATENCY': {
        const answer = await work();
        await this.options.pause(fault.delayMs);
        return { answer };
      }
      case 'CUT_AFTER_EFFECT':
        await work();
        return 'CUT';
      case 'HTTP_500':
        return 'HTTP_500';
      case 'DUPLICATE':
        await work();
        return { answer: await work() };
      case 'DISORDER':
        await this.holdBack(fault);
        return { answer: await work() };
      default:
        return 'CUT';
    }
  }

  private async holdBack({ system, delayMs }: Fault): Promise<void> {
    const overtaken = new Promise<void>((resolve) => {
      this.heldBack.set(system, [...(this.heldBack.get(system) ?? []), resolve]);
    });
    await Promise.race([overtaken, this.options.pause(delayMs)]);
  }

  private letGo(system: FaultSystem): void {
    const waiting = this.heldBack.get(system) ?? [];
    this.heldBack.delete(system);
    for (const step of waiting) step();
  }
}

/** Ends a request without an answer, as a network does. */
export function cutConnection(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.destroy();
}
