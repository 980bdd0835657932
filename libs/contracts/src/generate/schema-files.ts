import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AvroRecord } from './avro-schema.js';

export interface SchemaFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly record: AvroRecord;
}

/** All current schemas, by path; `released/` apart. Throws when a file is not JSON or its name is not its record's. */
export async function readSchemas(root: string): Promise<SchemaFile[]> {
  const contexts = (await readdir(join(root, 'schemas'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'released')
    .map((entry) => entry.name)
    .sort();
  const files = await Promise.all(contexts.map((context) => readFolder(root, `schemas/${context}`)));
  return files.flat();
}

/** All released versions, `schemas/released/<Record>.v<N>.avsc`, oldest first. */
export async function readReleased(root: string): Promise<SchemaFile[]> {
  const released = await readFolder(root, 'schemas/released');
  const versionOf = (file: SchemaFile): number => Number(/\.v(\d+)\.avsc$/.exec(file.path)?.[1] ?? 0);
  return released.sort((a, b) => a.record.name.localeCompare(b.record.name) || versionOf(a) - versionOf(b));
}

async function readFolder(root: string, folder: string): Promise<SchemaFile[]> {
  const names = (await readdir(join(root, folder)).catch(() => [])).filter((name) => name.endsWith('.avsc')).sort();
  return Promise.all(names.map((name) => readSchema(root, `${folder}/${name}`)));
}

async function readSchema(root: string, path: string): Promise<SchemaFile> {
  const text = await readFile(join(root, path), 'utf8');
  let record: AvroRecord;
  try {
    record = JSON.parse(text) as AvroRecord;
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (basename(path).split('.')[0] !== record.name)
    throw new Error(`${path} holds the record ${record.name}: name the file after it`);
  return { path, record };
}
