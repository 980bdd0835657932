import type { XmlElement } from '../wire/read-xml.js';

/** What a client got wrong about JSON; the message is for it. */
export class JsonMalformed extends Error {
  override readonly name = 'JsonMalformed';
}

/** A document as JSON: elements without children are texts, several of one name are an array. `elements`: field → element. */
export function jsonOf(document: XmlElement, elements: Readonly<Record<string, string>>): unknown {
  const fields = new Map(Object.entries(elements).map(([field, element]) => [element, field]));
  const content = (element: XmlElement): unknown => {
    if (element.elements.length === 0) return element.text;
    const grouped = Map.groupBy(element.elements, ({ name }) => fields.get(name) ?? name);
    return Object.fromEntries(
      [...grouped].map(([field, same]) => [field, same[1] ? same.map(content) : content(same[0] as XmlElement)]),
    );
  };
  return { [document.name]: content(document) };
}

/** Field and content as one element of XML text, or several. Throws `JsonMalformed` for what no element can hold. */
export function xmlOf(field: string, value: unknown, elements: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) return value.map((each) => xmlOf(field, each, elements)).join('');
  const name = elements[field] ?? field;
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw new JsonMalformed(`'${field}' is no name of a field`);
  if (value === null || value === '') return `<${name}/>`;
  if (typeof value === 'object') {
    const children = Object.entries(value).map(([below, content]) => xmlOf(below, content, elements));
    return `<${name}>${children.join('')}</${name}>`;
  }
  if (typeof value !== 'string' && typeof value !== 'number') throw new JsonMalformed(`'${field}' is no text`);
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${text}</${name}>`;
}
