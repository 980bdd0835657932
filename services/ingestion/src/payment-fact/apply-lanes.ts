import type { Logger } from 'pino';
import { WorkLoop } from '#libs/service';
import type { Applied, ApplyNotification } from './apply-notification.js';
import type { ConfirmNotifications } from './confirm-notifications.js';
import type { DueNotification, DueNotifications } from './due-notifications.js';
import type { OpayoPresence } from './opayo-presence.js';
import type { ProveNotifications } from './prove-notifications.js';

export interface ApplyLanesOptions {
  readonly due: DueNotifications;
  readonly apply: ApplyNotification;
  readonly prove: ProveNotifications;
  readonly confirm: ConfirmNotifications;
  readonly presence: OpayoPresence;
  /** Names of the configured vendors. */
  readonly vendors: readonly string[];
  readonly log: Logger;
  readonly now: () => Date;
}

/** Rows are looked for this often even if nobody woke the lanes: other replicas store too. */
const SWEEP_MS = 500;
/** Questions to Opayo at a time. */
const AT_ONCE = 16;
const WITHOUT_AMOUNT_AT_ONCE = 50;
/** What belongs to a vendor that is not configured any more is looked for this often. */
const STRANGERS_MS = 60_000;

/**
 * Four loops over the stored notifications: one proves what came too early, one asks Opayo about what nobody registered, one applies what needs an amount from Opayo, one the rest; so a
 * decline is told while Opayo's APIs are away. While they answer a vendor nothing one question at a time finds out, and other vendors' are asked
 * as ever; with the first answer all that waited goes on at once.
 */
export class ApplyLanes {
  private readonly loops: readonly WorkLoop[];
  private strangersAt = 0;

  constructor(private readonly options: ApplyLanesOptions) {
    const { log } = options;
    this.loops = [
      new WorkLoop({ name: 'prove', work: () => this.prove(), idleMs: SWEEP_MS, log }),
      new WorkLoop({ name: 'confirm', work: () => this.confirm(), idleMs: SWEEP_MS, log }),
      new WorkLoop({ name: 'with amount', work: () => this.withAmount(), idleMs: SWEEP_MS, log }),
      new WorkLoop({ name: 'without amount', work: () => this.withoutAmount(), idleMs: SWEEP_MS, log }),
    ];
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  /** Resolves when what is being applied has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async prove(): Promise<boolean> {
    const { judged, more } = await this.options.prove.prove();
    if (judged > 0) this.wake();
    return more;
  }

  private async confirm(): Promise<boolean> {
    const { judged, more } = await this.options.confirm.confirm();
    if (judged > 0) this.wake();
    return more;
  }

  private async withoutAmount(): Promise<boolean> {
    const rows = await this.options.due.claim({ needsAmount: false }, WITHOUT_AMOUNT_AT_ONCE, this.options.now());
    await this.applyAll(rows);
    return rows.length > 0;
  }

  private async withAmount(): Promise<boolean> {
    const { due, presence, vendors, now } = this.options;
    const { away, askable } = presence;
    const rows: DueNotification[] = [];
    // Vendor by vendor, so that looking for work never walks over the backlog of one that is away: it would slow down what is answered meanwhile.
    for (const vendor of vendors.filter((name) => !away.includes(name))) {
      rows.push(...(await due.claim({ needsAmount: true, only: vendor }, AT_ONCE, now())));
    }
    for (const vendor of askable) rows.push(...(await due.claim({ needsAmount: true, only: vendor }, 1, now())));
    rows.push(...(await this.strangers()));
    const results = await this.applyAll(rows);
    for (const { row, applied } of results) await this.noteAnswer(row.vendor ?? '', applied);
    return results.some(({ applied }) => applied.result !== 'away');
  }

  private async strangers(): Promise<DueNotification[]> {
    const { due, vendors, now } = this.options;
    if (now().getTime() - this.strangersAt < STRANGERS_MS) return [];
    this.strangersAt = now().getTime();
    return due.claim({ needsAmount: true, except: vendors }, AT_ONCE, now());
  }

  private async noteAnswer(vendor: string, applied: Applied): Promise<void> {
    const { due, presence, now } = this.options;
    if (applied.result === 'away') return presence.failed(vendor, applied.code);
    if (applied.result !== 'later' && (await presence.answered(vendor))) await due.hurry(vendor, now());
  }

  private async applyAll(rows: readonly DueNotification[]): Promise<{ row: DueNotification; applied: Applied }[]> {
    const settled = await Promise.allSettled(
      rows.map(async (row) => ({ row, applied: await this.options.apply.apply(row) })),
    );
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }
}
