import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mappingJsonSchema } from '#libs/mapping';

const PATH = 'libs/mapping/mapping.schema.json';

/** Writes the JSON Schema of mapping files for editors; answers its path from the repository's root. */
export function writeSchema(): string {
  writeFileSync(join(import.meta.dirname, '../../../..', PATH), `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`);
  return PATH;
}
