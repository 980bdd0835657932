import { RejectedError } from '#libs/errors';
import type { Finding } from './finding.js';

/** Code of an order that breaks several rules at once. */
export const DOCUMENT_NOT_VALID = 'DOCUMENT_NOT_VALID';

const MOST_IN_TEXT = 10;

/**
 * A document that SYSPRO would refuse, with all that is wrong with it. `code` is the rule when all findings are of one, `DOCUMENT_NOT_VALID`
 * otherwise. The message shows codes and amounts only; what may be personal is in `findings`, to be kept sealed.
 */
export class ValidationRejected extends RejectedError {
  readonly findings: readonly Finding[];
  constructor(document: string, findings: readonly Finding[]) {
    const refused = findings.filter(({ severity }) => severity === 'refuse');
    const rules = [...new Set(refused.map(({ rule }) => rule))];
    const more = refused.length > MOST_IN_TEXT ? `, and ${refused.length - MOST_IN_TEXT} more` : '';
    super(`${document}: ${refused.slice(0, MOST_IN_TEXT).map(textOf).join(', ')}${more}`, {
      code: rules.length === 1 ? (rules[0] ?? DOCUMENT_NOT_VALID) : DOCUMENT_NOT_VALID,
      owner: refused[0]?.owner ?? 'integration',
      suggestedFix: [...new Set(refused.map(({ suggestedFix }) => suggestedFix))].slice(0, 3).join('; '),
      facts: { rules: rules.join(' '), failures: refused.length },
    });
    this.findings = findings;
  }
}

function textOf({ field, rule, value, mayBeShown }: Finding): string {
  const shown = mayBeShown && (typeof value === 'string' || typeof value === 'number') ? ` '${value}'` : '';
  return `${field} ${rule}${shown}`;
}
