import { XMLBuilder } from 'fast-xml-parser';
import { toWindows1252 } from '../text/windows-1252.js';

/** Element name → text, children, or several of either. `undefined` leaves the element out; some objects mind an empty one. */
export interface XmlContent {
  readonly [element: string]: XmlValue | readonly XmlValue[] | undefined;
}
export type XmlValue = string | number | XmlContent;

const builder = new XMLBuilder({ format: false, processEntities: true, suppressEmptyNode: true });

/** Writes a document without blanks between elements, texts escaped and reduced to what SYSPRO can store. */
export function writeXml(content: XmlContent): string {
  return builder.build(storable(content));
}

function storable(content: XmlContent): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    if (value === undefined) continue;
    written[name] = Array.isArray(value) ? value.map(storableValue) : storableValue(value as XmlValue);
  }
  return written;
}

function storableValue(value: XmlValue): unknown {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? toWindows1252(value) : storable(value);
}
