import { nearest, type PartDescription, type UnfilledField } from '#libs/mapping';
import { mappingsIn, type MappingFiles } from '../mapping-files/mapping-files.js';
import { MAPPING_KINDS } from '../mapping-files/mapping-kinds.js';

/** A part with the mapping it belongs to. */
interface Placed {
  readonly file: string;
  readonly part: PartDescription;
}

/** What `field` is made of, wherever it is filled: a target field, the name of a value or section, a rule, or the id of any part. */
export function explain(field: string, files: MappingFiles): { readonly found: boolean; readonly lines: string[] } {
  const all: Placed[] = mappingsIn(files).flatMap(({ file, mapping }) =>
    mapping.describe().map((part) => ({ file, part })),
  );
  const wanted = all.filter(({ part }) => isMeant(part, field));
  if (wanted.length > 0) return { found: true, lines: wanted.flatMap((placed) => [...explained(placed, all), '']) };
  const unfilled = unfilledIn(files).filter((each) => each.field === field);
  if (unfilled.length > 0) return { found: true, lines: unfilled.flatMap(unfilledLines) };
  const names = [...unfilledIn(files).map((each) => each.field), ...all.flatMap(({ part }) => [part.id, part.name])];
  const near = nearest(field, new Set(names));
  return { found: false, lines: [`No mapping has '${field}'.${near === undefined ? '' : ` Did you mean ${near}?`}`] };
}

function isMeant({ id, name, kind }: PartDescription, field: string): boolean {
  if (id === field || id.split('.').at(-1) === field) return true;
  return kind !== 'rule' && name === field;
}

function explained({ file, part }: Placed, all: readonly Placed[]): string[] {
  const rules = all.filter(
    (other) =>
      other.file === file && other.part.kind === 'rule' && other.part.name === part.name && part.kind === 'field',
  );
  return [
    `${part.id}  ${file}:${part.line}`,
    ...(part.doc === undefined ? [] : [`  ${part.doc}`]),
    ...(part.type === '' ? [] : [`  type      ${part.type}`]),
    ...part.expressions.map(({ role, source }) => `  ${role.padEnd(8)}  ${source.replace(/\s+/g, ' ')}`),
    ...part.policies.map((policy) => `  policy    ${policy}`),
    ...(part.reads.length === 0 ? [] : [`  reads     ${part.reads.join(', ')}`]),
    ...(part.sources.length === 0 ? [] : [`  from      ${part.sources.join(', ')}`]),
    ...(part.usedBy.length === 0 ? [] : [`  used by   ${part.usedBy.join(', ')}`]),
    ...rules.map(({ part: rule }) => `  rule      ${rule.id} (line ${rule.line})`),
  ];
}

interface Unfilled extends UnfilledField {
  readonly file: string;
  readonly target: string;
}

function unfilledIn(files: MappingFiles): Unfilled[] {
  return mappingsIn(files).flatMap(({ file, mapping }) =>
    mapping.unfilled.map((each) => ({ ...each, file, target: MAPPING_KINDS[file].target.name })),
  );
}

function unfilledLines({ field, doc, file, target }: Unfilled): string[] {
  return [
    `${field}  not filled by ${file}`,
    ...(doc === undefined ? [] : [`  ${doc}`]),
    `  of ${target}; null until \`fields\` of ${file} has it`,
    '',
  ];
}
