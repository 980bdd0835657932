import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { filesBelow, ROOT } from '../../test/architecture/source-files.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string; readonly owner: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const rules = (
  parse(read('deploy/monitoring/prometheus-rules.yaml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('deploy/monitoring/grafana-dashboard.json')) as {
  panels: { id: number; title: string; targets: { expr: string }[]; gridPos: Record<string, number> }[];
};

/** Metrics by the names the code gives them; what Prometheus itself and the client's defaults add. */
const METRICS = new Set([
  ...['up', 'process_resident_memory_bytes', 'process_cpu_seconds_total'],
  ...filesBelow('.', (path) =>
    /^(?:services|libs)\/.*\/src\/.*\.ts$|^(?:services|libs)\/[^/]+\/src\/.*\.ts$/.test(path),
  )
    .filter((path) => !path.includes('.spec.'))
    .flatMap((path) => [...read(path).matchAll(/name: '([a-z][a-z0-9]*(?:_[a-z0-9]+)+)'/g)])
    .map(([, name]) => name ?? ''),
]);

/** What is wrong with an expression: syntax by Prometheus's own grammar, and metrics that nobody measures. */
function problemsOf(expression: string): string[] {
  const problems: string[] = [];
  parser.parse(expression).iterate({
    enter: (node) => {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) problems.push(`syntax at ${node.from}: ${expression}`);
      if (node.name !== 'Identifier' || node.node.parent?.name !== 'VectorSelector') return;
      const metric = text.replace(/_(?:bucket|count|sum)$/, '');
      if (!METRICS.has(text) && !METRICS.has(metric)) problems.push(`nobody measures ${text}`);
    },
  });
  return problems;
}

describe('what is watched', () => {
  it('is told from what is not: the check itself fails for a misspelt metric and a broken expression', () => {
    expect(problemsOf('sum(posting_efects) > 0')).toEqual(['nobody measures posting_efects']);
    expect(problemsOf('sum(posting_effects')).not.toEqual([]);
  });

  it.each(rules)('$alert asks for what is measured, and says who does what', ({ alert, expr, labels, annotations }) => {
    expect(problemsOf(expr)).toEqual([]);
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(['finance', 'integration', 'operations', 'shop']).toContain(labels.owner);
    expect(annotations.summary.length + annotations.description.length).toBeGreaterThan(40);
    const [file = '', anchor] = annotations.runbook.split('#');
    expect(read(file)).toContain(`<a id="${anchor}"></a>${alert}`);
  });

  it('has each alert once', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(15);
  });

  it.each(dashboard.panels)('the panel $title asks for what is measured', ({ targets }) => {
    expect(targets.flatMap(({ expr }) => problemsOf(expr))).toEqual([]);
  });

  it('has a dashboard whose panels lie beside each other', () => {
    const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
