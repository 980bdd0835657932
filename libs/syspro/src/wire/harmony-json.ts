import { XmlElement } from '../xml/xml-element.js';

/** A document of SYSPRO's model as JSON: an element is a text or an object of its children, several of one name are an array. */
export type HarmonyJson = string | { readonly [field: string]: HarmonyJson | readonly HarmonyJson[] };

/** The JSON is no document of SYSPRO's model. */
export class JsonUnreadable extends Error {
  override readonly name = 'JsonUnreadable';
}

/** An element's content; every value is a text, because `000010` is a key and `119.90` is money. `names`: e.net's element → field. */
export function jsonOf(element: XmlElement, names: Readonly<Record<string, string>>): HarmonyJson {
  if (element.elements.length === 0) return element.text;
  const fields = new Map<string, HarmonyJson[]>();
  for (const child of element.elements) {
    const field = names[child.name] ?? child.name;
    fields.set(field, [...(fields.get(field) ?? []), jsonOf(child, names)]);
  }
  return Object.fromEntries(
    [...fields].map(([field, values]) => [field, values.length === 1 ? (values[0] as HarmonyJson) : values]),
  );
}

/** The document in a reply: an object of one field, which is its root. Throws `JsonUnreadable` for anything else. */
export function elementOf(text: string, names: Readonly<Record<string, string>>): XmlElement {
  const value = parse(text);
  const roots = isObject(value) ? Object.entries(value) : [];
  const [root] = roots;
  if (!root || roots.length > 1) throw new JsonUnreadable('the answer is no object of one field');
  const elements = new Map(Object.entries(names).map(([element, field]) => [field.toLowerCase(), element]));
  return elementFrom(root[0], root[1], elements);
}

function elementFrom(field: string, value: unknown, elements: ReadonlyMap<string, string>): XmlElement {
  const name = elements.get(field.toLowerCase()) ?? field;
  if (isObject(value)) {
    const children = Object.entries(value).flatMap(([below, content]) =>
      (Array.isArray(content) ? (content as unknown[]) : [content]).map((each) => elementFrom(below, each, elements)),
    );
    return new XmlElement(name, children, '');
  }
  if (value === null) return new XmlElement(name, [], '');
  if (typeof value !== 'string' && typeof value !== 'number') throw new JsonUnreadable(`'${field}' is no value`);
  return new XmlElement(name, [], String(value));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonUnreadable('the answer is no JSON');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
