import { brokenRules, incompatibilities, type AvroRecord, type SchemaFile } from '#libs/contracts';

/** What `schemas check` found without asking anybody. */
export interface SchemaFindings {
  /** Why it must not be released, one sentence each with the file. */
  readonly problems: string[];
  /** Records that changed since their last release, or were never released. */
  readonly unreleased: SchemaFile[];
}

/** Holds the current schemas against our rules and against every version ever released: each reader out there must understand each writer. */
export function checkSchemas(current: readonly SchemaFile[], released: readonly SchemaFile[]): SchemaFindings {
  const problems = current.flatMap(({ path, record }) => [
    ...brokenRules(record).map((problem) => `${path}: ${problem}`),
    ...versionsOf(released, record.name).flatMap((version) =>
      incompatibilities(version.record, record).map((problem) => `${path} against ${version.path}: ${problem}`),
    ),
  ]);
  const names = new Set(current.map(({ record }) => record.name));
  const gone = new Set(released.map(({ record }) => record.name).filter((name) => !names.has(name)));
  for (const name of gone)
    problems.push(`${name} was released and has no schema any more: readers in the field still expect it`);
  return { problems, unreleased: current.filter(({ record }) => isUnreleased(record, released)) };
}

/** The file of a record's next release, e.g. `schemas/released/PaymentEvent.v2.avsc`. */
export function nextReleasePath(record: AvroRecord, released: readonly SchemaFile[]): string {
  return `schemas/released/${record.name}.v${versionsOf(released, record.name).length + 1}.avsc`;
}

function isUnreleased(record: AvroRecord, released: readonly SchemaFile[]): boolean {
  const last = versionsOf(released, record.name).at(-1);
  return !last || withoutDocs(last.record) !== withoutDocs(record);
}

function versionsOf(released: readonly SchemaFile[], name: string): SchemaFile[] {
  return released.filter(({ record }) => record.name === name);
}

/** The schema as bytes on the wire know it: texts may change without a release. */
function withoutDocs(record: AvroRecord): string {
  return JSON.stringify(record, (key, value: unknown) =>
    key === 'doc' && typeof value === 'string' ? undefined : value,
  );
}
