import { z } from 'zod';

const text = z.string().min(1);
const scalar = z.union([z.string(), z.number().int(), z.boolean(), z.null()]);

/** What of a field is to be set; a part set to null is taken away (a constant null is written `constant: null` by hand). */
const fieldParts = z.strictObject({
  value: text.nullish(),
  constant: scalar.optional(),
  when: text.nullish(),
  default: text.nullish(),
  required: z.boolean().nullish(),
  maxLength: z.number().int().nullish(),
  tooLong: z.enum(['reject', 'cut', 'shorten']).nullish(),
  maxItems: z.number().int().nullish(),
  repair: z.array(z.string()).nullish(),
  note: z.string().nullish(),
});

const lookupParts = z.looseObject({ key: z.array(z.string()) });
const ruleParts = z.looseObject({ id: text, field: text, expect: text, fix: text });

/**
 * One change of a mapping, as data: what a template, a suggestion or a canvas asks for. Parts are named by their stable ids; `section` is the id of a
 * line section, the document where it is left out.
 */
export const mappingEdit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('setVersion'), version: text }),
  z.strictObject({ do: z.literal('setName'), name: text }),
  z.strictObject({ do: z.literal('setField'), id: text, ...fieldParts.shape }),
  z.strictObject({ do: z.literal('addField'), name: text, section: text.optional(), ...fieldParts.shape }),
  z.strictObject({ do: z.literal('addConstant'), name: text, constant: scalar }),
  z.strictObject({ do: z.literal('addValue'), name: text, section: text.optional(), value: text }),
  z.strictObject({ do: z.literal('setValue'), id: text, value: text }),
  z.strictObject({ do: z.literal('addLookup'), name: text, lookup: lookupParts }),
  z.strictObject({ do: z.literal('addRule'), rule: ruleParts }),
  z.strictObject({ do: z.literal('setCondition'), id: text, when: text.nullable() }),
  z.strictObject({ do: z.literal('rename'), id: text, to: text }),
  z.strictObject({ do: z.literal('remove'), id: text }),
]);

export type MappingEdit = z.output<typeof mappingEdit>;
export type FieldParts = z.output<typeof fieldParts>;
