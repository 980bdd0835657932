import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { MappingDocument, mappingEdit, nearest } from '#libs/mapping';
import { compileRelease } from '../mapping-files/mapping-files.js';
import { MAPPING_KINDS } from '../mapping-files/mapping-kinds.js';
import { readRelease, type Release } from '../mapping-files/release.js';
import { NotMappings } from './release-argument.js';

const ROOT = join(import.meta.dirname, '../../../..');
const TEMPLATES = join(import.meta.dirname, '../../templates');
const SCHEMA = join(ROOT, 'libs/mapping/mapping.schema.json');

/** A template is what it changes in the standard mappings, so that it never lags behind them. */
const template = z.strictObject({
  summary: z.string().min(1),
  edits: z.partialRecord(z.enum(Object.keys(MAPPING_KINDS) as [string, ...string[]]), z.array(mappingEdit)),
});

/** A template's name and what it is for. */
export interface TemplateName {
  readonly name: string;
  readonly summary: string;
}

/** The templates there are, by name. */
export function templates(): TemplateName[] {
  return readdirSync(TEMPLATES)
    .sort()
    .map((name) => ({ name, summary: templateOf(name).summary }));
}

/** The sample order that comes with a template. */
export function sampleOf(name: string): string {
  return join(TEMPLATES, name, 'sample.json');
}

/** The release a template makes of the standard mappings in `standard`. Throws `NotMappings` for a name that is none, `EditRefused` when an edit no longer fits. */
export function templateRelease(name: string, standard: string): Release {
  const { edits } = templateOf(name);
  const files = new Map(readRelease(standard).files);
  for (const [file, list] of Object.entries(edits)) {
    const document = new MappingDocument(files.get(file) ?? '', file);
    for (const edit of list ?? []) document.apply(edit);
    files.set(file, document.toString());
  }
  for (const path of lookupsOf(name)) files.set(path, readFileSync(join(TEMPLATES, name, path), 'utf8'));
  return { name, contentHash: '', files };
}

/** Writes the mappings of a template and its sample into the folder `into`, which must be empty; answers what to say of it. */
export function newMappings(name: string, into: string, standard: string): string[] {
  if (existsSync(into) && readdirSync(into).length > 0)
    throw new NotMappings(`'${into}' is not empty; give a new folder.`);
  const release = templateRelease(name, standard);
  compileRelease(release);
  for (const [path, text] of release.files) {
    const target = join(into, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, withSchema(text, target));
  }
  writeFileSync(join(into, 'sample.json'), readFileSync(sampleOf(name)));
  return [
    `wrote ${release.files.size} files and sample.json to ${into}: ${templateOf(name).summary}`,
    `next: npm run mapping -- test ${join(into, 'sample.json')} --mappings ${into}`,
  ];
}

function templateOf(name: string): z.output<typeof template> {
  const path = join(TEMPLATES, name, 'template.yaml');
  if (/^[\w-]+$/.test(name) && existsSync(path)) return template.parse(parse(readFileSync(path, 'utf8')));
  const names = readdirSync(TEMPLATES);
  const near = nearest(name, names);
  throw new NotMappings(
    `There is no template '${name}'${near === undefined ? '' : `; did you mean ${near}?`} There are ${names.sort().join(', ')}.`,
  );
}

function lookupsOf(name: string): string[] {
  const folder = join(TEMPLATES, name, 'lookups');
  return existsSync(folder) ? readdirSync(folder).map((file) => `lookups/${file}`) : [];
}

/** Editors find the schema from where the file is now. */
function withSchema(text: string, target: string): string {
  const path = relative(dirname(resolve(target)), SCHEMA)
    .split(sep)
    .join('/');
  return text.replace(/^(# yaml-language-server: \$schema=).*$/m, `$1${path}`);
}
