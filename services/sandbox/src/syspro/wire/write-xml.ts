/** An element to be written: its name, and its text or its children; text that is empty is written `<Name/>`. */
export type Element = readonly [name: string, content: string | readonly Element[]];

/** Attributes that every document of SYSPRO's carries on its root, in its order and single-quoted (syspro.md 1.3, verified). */
function rootAttributes(version: string): string {
  return (
    `Language='05' Language2='EN' CssStyle='' DecFormat='1' DateFormat='01' Role='01' ` +
    `Version='${version}' OperatorPrimaryRole='   '`
  );
}

/** A document as SYSPRO writes it: prolog, one element a line, a line feed and one blank at the end. */
export function writeDocument(root: string, version: string, elements: readonly Element[]): string {
  return (
    `<?xml version="1.0" encoding="Windows-1252"?>\n<${root} ${rootAttributes(version)}>\n` +
    `${elements.map(writeElement).join('')}</${root}>\n `
  );
}

function writeElement([name, content]: Element): string {
  if (content === '') return `<${name}/>\n`;
  if (typeof content === 'string') return `<${name}>${escape(content)}</${name}>\n`;
  return `<${name}>\n${content.map(writeElement).join('')}</${name}>\n`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
