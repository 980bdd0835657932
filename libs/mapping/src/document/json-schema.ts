import { z } from 'zod';
import { mappingDefinition } from './definition.js';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/**
 * The JSON Schema of mapping files for editors, made of the definitions that parse them, so that what an editor underlines is what the
 * compiler refuses. Committed as mapping.schema.json.
 */
export function mappingJsonSchema(): object {
  const schema = z.toJSONSchema(mappingDefinition, { io: 'input' });
  return {
    ...schema,
    title: 'Mapping',
    description: 'A mapping of Clarity Connect; explained in libs/mapping/README.md.',
  };
}

let cached: SchemaNode | undefined;

/** The keys a map at `path` may have; empty where any name may stand. */
export function keysAt(path: readonly (string | number)[]): string[] {
  cached ??= mappingJsonSchema();
  let nodes: readonly SchemaNode[] = [cached];
  for (const step of path) nodes = nodes.flatMap((node) => stepInto(node, step));
  return nodes.flatMap((node) => Object.keys(node.properties ?? {}));
}

function stepInto(node: SchemaNode, step: string | number): SchemaNode[] {
  const inner =
    typeof step === 'number'
      ? node.items
      : (node.properties?.[step] ??
        (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined));
  if (!inner) return [];
  return [inner, ...(inner.anyOf ?? [])];
}
