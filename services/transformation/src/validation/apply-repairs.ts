import type { CreateSalesOrder } from '#libs/contracts';
import type { MappingDefinition } from '#libs/mapping';
import type { Finding, RepairName } from './finding.js';

/** Which repairs a mapping allows for a field of its target, e.g. for `lines[2].stockCode`. */
export type AllowedRepairs = (field: string) => readonly string[];

/** Of a mapping: what its fields list under `repair`; a line's field is that of any section which fills it. */
export function allowedRepairsOf({ fields, lines }: Pick<MappingDefinition, 'fields' | 'lines'>): AllowedRepairs {
  return (field) => {
    const [, lineField] = /^\w+\[\d+\]\.(.+)$/.exec(field) ?? [];
    if (lineField === undefined) return fields[field]?.repair ?? [];
    return (lines?.sections ?? []).flatMap((section) => section.fields[lineField]?.repair ?? []);
  };
}

/** The order with the repairs that are proposed and allowed, and the findings they mended. Pure. */
export function applyRepairs(
  command: CreateSalesOrder,
  findings: readonly Finding[],
  allowed: AllowedRepairs,
): { readonly command: CreateSalesOrder; readonly mended: readonly Finding[] } {
  const mended: Finding[] = [];
  let repaired = command;
  for (const finding of findings) {
    const { field, proposal } = finding;
    if (!proposal || !allowed(field).includes(proposal.repair satisfies RepairName)) continue;
    const next = withValue(repaired, field, proposal.value);
    if (!next) continue;
    repaired = next;
    mended.push({ ...finding, severity: 'tell', proposal: { ...proposal, applied: true } });
  }
  return { command: repaired, mended };
}

/** Only fields that some rule proposes a value for can be set. */
function withValue(command: CreateSalesOrder, field: string, value: string): CreateSalesOrder | undefined {
  if (field === 'customerCode') return { ...command, customerCode: value };
  if (field === 'shipTo.postcode') return { ...command, shipTo: { ...command.shipTo, postcode: value } };
  const [, index] = /^lines\[(\d+)\]\.stockCode$/.exec(field) ?? [];
  if (index === undefined) return undefined;
  return {
    ...command,
    lines: command.lines.map((line, at) => (at === Number(index) ? { ...line, stockCode: value } : line)),
  };
}
