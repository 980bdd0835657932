import type { Aim, Measured, Report } from './bench.js';

/** Prints each line as it is measured, for people, and keeps it. */
export class PrintedReport implements Report {
  private readonly lines: Measured[] = [];

  constructor(
    readonly quick: boolean,
    private readonly print: (line: string) => void,
  ) {}

  get measured(): readonly Measured[] {
    return this.lines;
  }

  figure(name: string, value: number, unit: string): void {
    this.add({ kind: 'figure', name, value, unit }, `${readable(value)} ${unit}`);
  }

  ratio(name: string, ours: number, theirs: number, aim?: Aim): void {
    const value = ours / theirs;
    this.add({ kind: 'ratio', name, value, ...judged(value, aim) }, `${value.toFixed(2)} ×${wordsOf(value, aim)}`);
  }

  share(name: string, count: number, of: number, aim?: Aim): void {
    const value = of === 0 ? 0 : count / of;
    const text = `${(value * 100).toFixed(2)} % (${count} of ${of})${wordsOf(value, aim)}`;
    this.add({ kind: 'share', name, value, ...judged(value, aim) }, text);
  }

  note(text: string): void {
    this.lines.push({ kind: 'note', name: text });
    this.print(`  ${text}`);
  }

  private add(measured: Measured, text: string): void {
    this.lines.push(measured);
    this.print(`  ${measured.name.padEnd(58)} ${text}`);
  }
}

function judged(value: number, aim: Aim | undefined): Pick<Measured, 'aimAtLeast' | 'met'> {
  return aim ? { aimAtLeast: aim.atLeast, met: value >= aim.atLeast } : {};
}

function wordsOf(value: number, aim: Aim | undefined): string {
  return aim ? `  (aim ≥ ${aim.atLeast}: ${value >= aim.atLeast ? 'met' : 'missed'})` : '';
}

/** Three figures that count. */
function readable(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: value >= 100 ? 6 : 3, maximumFractionDigits: 2 });
}
