import type { MappingDefinition } from '../document/definition.js';
import type { DocumentPath } from '../document/text-position.js';

/** Where in a document expressions stand; `section` for those of one section. */
export interface ExpressionPlace {
  readonly path: DocumentPath;
  readonly section: number | undefined;
}

/** Every place of a mapping where an expression may stand; not all of them are there. */
export function expressionPlaces({ values, lines, fields, rules }: MappingDefinition): ExpressionPlace[] {
  const place = (...path: DocumentPath): ExpressionPlace => ({ path, section: undefined });
  const ofField = (path: DocumentPath): DocumentPath[] => [
    path,
    [...path, 'value'],
    [...path, 'when'],
    [...path, 'default'],
  ];
  const sections = (lines?.sections ?? []).flatMap((section, index) => {
    const at: DocumentPath = ['lines', 'sections', index];
    const paths = [
      [...at, 'each'],
      [...at, 'when'],
      ...Object.keys(section.values).map((name) => [...at, 'values', name]),
      ...Object.keys(section.fields).flatMap((name) => ofField([...at, 'fields', name])),
    ];
    return paths.map((path) => ({ path, section: index }));
  });
  return [
    ...Object.keys(values).map((name) => place('values', name)),
    ...sections,
    ...Object.keys(fields).flatMap((name) => ofField(['fields', name]).map((path) => place(...path))),
    ...rules.flatMap((_, index) => ['when', 'expect', 'value'].map((key) => place('rules', index, key))),
  ];
}
