/** Where the orders of a replay stand at one moment. */
export interface Progress {
  readonly total: number;
  readonly sent: number;
  readonly created: number;
  readonly shipped: number;
  readonly receipted: number;
  readonly parked: number;
  /** Orders' worth of steps that were done before this run began: it deserves no credit for them. */
  readonly doneBefore: number;
  /** Milliseconds since this run began. */
  readonly elapsedMs: number;
}

const BAR_WIDTH = 30;

/**
 * Orders' worth of work done per second by this run; 0 at its beginning. Every order takes four steps (sent, created, shipped, receipted),
 * and each counts a quarter: receipts come last, so that counting whole orders would show nothing for long and then too much.
 */
export function ordersPerSecond(progress: Progress): number {
  return progress.elapsedMs > 0 ? ((ordersDone(progress) - progress.doneBefore) * 1000) / progress.elapsedMs : 0;
}

/** Milliseconds until the rest is done at the present pace; undefined while there is no pace yet. */
export function timeLeftMs(progress: Progress): number | undefined {
  const pace = ordersPerSecond(progress);
  return pace > 0 ? ((progress.total - ordersDone(progress)) / pace) * 1000 : undefined;
}

/** Orders' worth of steps that are done; what is parked needs none any more. */
export function ordersDone({
  total,
  sent,
  created,
  shipped,
  receipted,
  parked,
}: Omit<Progress, 'doneBefore' | 'elapsedMs'>): number {
  const steps = [sent, created, shipped, receipted].map((count, step) =>
    step === 0 ? count : Math.min(total, count + parked),
  );
  return steps.reduce((sum, count) => sum + count, 0) / steps.length;
}

/** The view for a terminal: one line per step with a bar, then pace and time left. */
export function liveLines(progress: Progress): string[] {
  const step = (name: string, count: number): string => {
    const filled = progress.total === 0 ? 0 : Math.floor((count / progress.total) * BAR_WIDTH);
    return `  ${name.padEnd(24)}${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(count).padStart(5)} of ${progress.total}`;
  };
  return [
    step('sent by the shop', progress.sent),
    step('created in SYSPRO', progress.created),
    step('shipped and invoiced', progress.shipped),
    step('receipted', progress.receipted),
    `  ${'parked for a person'.padEnd(24)}${' '.repeat(BAR_WIDTH)} ${String(progress.parked).padStart(5)}`,
    `  ${paceText(progress)}`,
  ];
}

/** The same in one line, for a log. */
export function plainLine(progress: Progress): string {
  return (
    `sent ${progress.sent}, created ${progress.created}, shipped ${progress.shipped}, receipted ${progress.receipted}, ` +
    `parked ${progress.parked} of ${progress.total}; ${paceText(progress)}`
  );
}

function paceText(progress: Progress): string {
  const left = timeLeftMs(progress);
  return `${ordersPerSecond(progress).toFixed(1)} orders/s, ${left === undefined ? 'time left not known yet' : `about ${Math.ceil(left / 1000)} s left`}`;
}

/** Draws the view over its former self; where there is no terminal, a plain line whenever something changed, at most every two seconds. */
export class LiveView {
  private drawnLines = 0;
  private lastPlain = '';
  private lastPlainAt = -Infinity;

  constructor(private readonly out: NodeJS.WriteStream) {}

  show(progress: Progress): void {
    if (this.out.isTTY) this.draw(liveLines(progress));
    else this.print(plainLine(progress), progress.elapsedMs);
  }

  private draw(lines: readonly string[]): void {
    const up = this.drawnLines > 0 ? `\u001b[${this.drawnLines}A` : '';
    this.out.write(up + lines.map((line) => `\u001b[2K${line}\n`).join(''));
    this.drawnLines = lines.length;
  }

  private print(line: string, elapsedMs: number): void {
    if (line === this.lastPlain || elapsedMs - this.lastPlainAt < 2000) return;
    this.out.write(`${line}\n`);
    this.lastPlain = line;
    this.lastPlainAt = elapsedMs;
  }
}
