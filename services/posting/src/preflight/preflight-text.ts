import { mayStart, type Finding } from './preflight.js';

const SIGNS = { ok: '✓', fails: '✗', unknown: '?', declared: '·' } as const;

/** A finding as one line. */
export function findingText({ verdict, what, detail }: Finding): string {
  return `${SIGNS[verdict]} ${what.padEnd(34)}${verdict === 'ok' ? detail : `${verdict}: ${detail}`}`;
}

/** The last line. */
export function verdictText(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']): number => findings.filter((each) => each.verdict === verdict).length;
  const unknown = count('unknown') === 0 ? '' : ` ${count('unknown')} could not be looked at.`;
  if (mayStart(findings)) return `Nothing stands in the way of posting.${unknown}`;
  return `${count('fails')} would fail: mend them before posting starts.${unknown}`;
}
