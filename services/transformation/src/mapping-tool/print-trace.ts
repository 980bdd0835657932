import type { TracedRead, TraceEntry } from '#libs/mapping';
import type { Outcome } from './run-release.js';

/** What of a trace is printed: intermediate values and rules that hold too, or one field alone. */
export interface TraceOptions {
  readonly all: boolean;
  readonly field: string | undefined;
}

/** An order's mapping told field by field: value, rule and line, what it was read from. Contains personal data, as the sample does. */
export function printedOutcome(outcome: Outcome, options: TraceOptions): string[] {
  const { order, documents, commands, failures, remarks, rest } = outcome;
  const lines = documents.flatMap(({ mapping, trace }) => [
    '',
    mapping,
    ...printedTrace(trace?.entries ?? [], options),
  ]);
  if (documents.length === 0) lines.push('', `No mapping is run for ${order.orderId}: it ${rest}.`);
  for (const { field, rule, value, suggestedFix } of remarks) {
    lines.push('', `Remark: ${field} ${rule}: ${shown(value)}`, `  ${suggestedFix}`);
  }
  if (failures.length > 0) {
    lines.push('', `Refused: ${order.orderId}`);
    for (const { field, rule, value, at, suggestedFix } of failures) {
      lines.push(`  ${field} ${rule}${at === '' ? '' : ` (${at})`}: ${shown(value)}`, `    ${suggestedFix}`);
    }
  } else if (commands.length > 0) {
    lines.push(
      '',
      `${order.orderId}: ${commands.map(({ kind, effectId }) => `${kind} ${effectId}`).join(', ')}; then it ${rest}`,
    );
  }
  return lines;
}

function printedTrace(entries: readonly TraceEntry[], { all, field }: TraceOptions): string[] {
  const wanted = entries.filter((entry) => {
    if (field !== undefined) return isOf(entry, field);
    return (
      all || entry.kind === 'field' || entry.kind === 'section' || (entry.kind === 'rule' && entry.note !== 'holds')
    );
  });
  return wanted.flatMap((entry) => [`  ${headOf(entry)}`, ...tailOf(entry).map((line) => `      ${line}`)]);
}

/** `stockCode` means that of every line, `lines[2].stockCode` one, an id the part. */
function isOf({ field, id }: TraceEntry, wanted: string): boolean {
  return field === wanted || id === wanted || field.endsWith(`.${wanted}`);
}

function headOf({ kind, field, value, at, note }: TraceEntry): string {
  const told = note === undefined ? '' : `  [${note}]`;
  if (kind === 'section') return `section ${field}${told}  ${at}`;
  if (kind === 'rule') return `rule on ${field}${told}  ${at}`;
  return `${field} = ${shown(value)}${told}  ${at}`;
}

function tailOf({ kind, by, reads, sources, id }: TraceEntry): string[] {
  if (kind === 'section') return [];
  return [
    `${id}: ${by.replace(/\s+/g, ' ')}`,
    ...(reads.length > 0 ? [`from ${reads.map(printedRead).join(', ')}`] : []),
    ...(sources.length > 0 ? [`source ${sources.map(printedRead).join(', ')}`] : []),
  ];
}

function printedRead({ path, value }: TracedRead): string {
  return value === undefined ? path : `${path} = ${shown(value)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
