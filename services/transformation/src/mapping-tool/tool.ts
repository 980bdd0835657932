import { parseArgs } from 'node:util';
import { MappingDoesNotCompile, problemText } from '#libs/mapping';
import { exactVersionOf, compileRelease, mappingsIn, type MappingFiles } from '../mapping-files/mapping-files.js';
import { mappingsOf } from '../transformation.config.js';
import { diffReleases, differs } from './diff.js';
import { explain } from './explain.js';
import { HELP, HELP_OF } from './help.js';
import { writeSchema } from './json-schema-file.js';
import { newMappings, templates } from './new-mappings.js';
import { printedDiff } from './print-diff.js';
import { printedOutcome } from './print-trace.js';
import { NotARecordedOrder, readRecordedOrders } from './recorded-order.js';
import { NotMappings, releaseOf } from './release-argument.js';
import { runRelease } from './run-release.js';

/** Where a tool writes. */
export interface Output {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

interface Words {
  readonly positionals: readonly string[];
  readonly values: { readonly [key: string]: string | boolean | undefined };
  readonly output: Output;
  /** Folder of the standard mappings, or of those given by `--mappings`. */
  readonly mappings: string;
}

/** Exit codes: as asked and well; a difference or a refusal was found; the question was wrong. */
const [FINE, FOUND, WRONG] = [0, 1, 2] as const;

const COMMANDS: Readonly<Record<string, (words: Words) => number>> = {
  check,
  test,
  explain: explainField,
  diff,
  new: makeNew,
  schema: ({ output }) => (output.out(`wrote ${writeSchema()}`), FINE),
};

/** Runs `npm run mapping -- <args>`; answers the exit code. */
export function runTool(args: readonly string[], output: Output): number {
  let words: Words & { command: string | undefined; help: boolean };
  try {
    words = read(args, output);
  } catch (error) {
    output.err(`${messageOf(error)}\n\n${HELP}`);
    return WRONG;
  }
  const { command, help } = words;
  if (command === undefined || (help && !(command in HELP_OF))) {
    (help ? output.out : output.err)(HELP);
    return help ? FINE : WRONG;
  }
  const run = COMMANDS[command];
  if (!run) {
    output.err(`'${command}' is no command.\n\n${HELP}`);
    return WRONG;
  }
  if (help) {
    output.out(HELP_OF[command] ?? HELP);
    return FINE;
  }
  try {
    return run(words);
  } catch (error) {
    return told(error, output);
  }
}

function read(args: readonly string[], output: Output): Words & { command: string | undefined; help: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      json: { type: 'boolean' },
      all: { type: 'boolean' },
      field: { type: 'string' },
      on: { type: 'string' },
      into: { type: 'string' },
      mappings: { type: 'string' },
    },
  });
  const [command, ...rest] = positionals;
  const mappings = values.mappings ?? standardMappings();
  return { command, help: values.help ?? false, positionals: rest, values, output, mappings };
}

/** Folder of the mappings that come with the service. */
export function standardMappings(): string {
  return mappingsOf(`${import.meta.dirname}/..`);
}

function check({ positionals: [folder], mappings, output, values }: Words): number {
  const release = releaseOf(folder ?? mappings, mappings);
  const files = compileRelease(release);
  const told = mappingsIn(files).map(({ mapping }) => ({
    name: mapping.name,
    version: exactVersionOf(mapping),
    parts: mapping.describe().length,
    unfilled: mapping.unfilled.map(({ field }) => field),
  }));
  if (values['json']) output.out(JSON.stringify(told, null, 2));
  else
    for (const { name, version, parts, unfilled } of told) {
      const left = unfilled.length === 0 ? '' : `; not filled: ${unfilled.join(', ')}`;
      output.out(`${name} ${version}: compiles, ${parts} parts${left}`);
    }
  return FINE;
}

function test({ positionals: [sample], mappings, output, values }: Words): number {
  if (sample === undefined) throw new NotMappings(HELP_OF['test'] ?? '');
  const files = compiled(mappings, mappings);
  const field = typeof values['field'] === 'string' ? values['field'] : undefined;
  const options = { all: values['all'] === true, field };
  const outcomes = readRecordedOrders(sample).map((order) => runRelease(files, order, { traced: true }));
  if (values['json']) output.out(JSON.stringify(outcomes, null, 2));
  else for (const outcome of outcomes) for (const line of printedOutcome(outcome, options)) output.out(line);
  return outcomes.some(({ failures }) => failures.length > 0) ? FOUND : FINE;
}

function explainField({ positionals: [field], mappings, output, values }: Words): number {
  if (field === undefined) throw new NotMappings(HELP_OF['explain'] ?? '');
  const files = compiled(mappings, mappings);
  if (values['json']) {
    const parts = mappingsIn(files).flatMap(({ mapping }) =>
      mapping.describe().map((part) => ({ mapping: mapping.name, ...part })),
    );
    output.out(
      JSON.stringify(
        parts.filter(({ id, name }) => id === field || id.endsWith(`.${field}`) || name === field),
        null,
        2,
      ),
    );
    return FINE;
  }
  const { found, lines } = explain(field, files);
  for (const line of lines) (found ? output.out : output.err)(line);
  return found ? FINE : WRONG;
}

function diff({ positionals: [before, after], mappings, output, values }: Words): number {
  if (before === undefined || after === undefined || typeof values['on'] !== 'string')
    throw new NotMappings(HELP_OF['diff'] ?? '');
  const orders = readRecordedOrders(values['on']);
  const found = diffReleases(compiled(before, mappings), compiled(after, mappings), orders);
  if (values['json']) output.out(JSON.stringify(found, null, 2));
  else for (const line of printedDiff(found)) output.out(line);
  return differs(found) ? FOUND : FINE;
}

function makeNew({ positionals: [template], values, output, mappings }: Words): number {
  if (template === undefined) {
    for (const { name, summary } of templates()) output.out(`${name.padEnd(22)} ${summary}`);
    return FINE;
  }
  if (typeof values['into'] !== 'string') throw new NotMappings(HELP_OF['new'] ?? '');
  for (const line of newMappings(template, values['into'], mappings)) output.out(line);
  return FINE;
}

function compiled(word: string, standard: string): MappingFiles {
  return compileRelease(releaseOf(word, standard));
}

function told(error: unknown, output: Output): number {
  if (error instanceof MappingDoesNotCompile) {
    for (const problem of error.problems) output.err(problemText(problem));
    output.err(`${error.problems.length} problem${error.problems.length === 1 ? '' : 's'}.`);
    return FOUND;
  }
  if (
    error instanceof NotMappings ||
    error instanceof NotARecordedOrder ||
    (error as NodeJS.ErrnoException).code === 'ENOENT'
  ) {
    output.err(messageOf(error));
    return WRONG;
  }
  throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
