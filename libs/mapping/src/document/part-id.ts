import type { DocumentPath } from './text-position.js';

/**
 * The stable id of the part at `path`: sections and rules by their own `id`, everything else by its name, which YAML makes unique. So a
 * section keeps its id wherever it is moved, and no file carries ids nobody reads.
 *
 * `['lines', 'sections', 0, 'fields', 'stockCode']` is `lines.goods.fields.stockCode`; `['rules', 2, 'expect']` is `rules.NET_POSITIVE.expect`.
 */
export function partId(path: DocumentPath, source: unknown): string {
  const steps: (string | number)[] = [];
  let holder: unknown = source;
  for (const step of path) {
    const inner = (holder as Record<string | number, unknown> | undefined | null)?.[step];
    const own = (inner as { id?: unknown } | null | undefined)?.id;
    const before = steps.at(-1);
    if (typeof step === 'number' && before === 'sections')
      steps[steps.length - 1] = typeof own === 'string' ? own : `#${step + 1}`;
    else if (typeof step === 'number' && before === 'rules') steps.push(typeof own === 'string' ? own : `#${step + 1}`);
    else steps.push(step);
    holder = inner;
  }
  return steps.join('.') || '(document)';
}
