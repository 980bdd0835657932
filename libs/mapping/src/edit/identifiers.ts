/** Places in a CEL expression where `name` is used as a variable or function: not in texts, and not as a member (`x.name`). */
export function usesOf(source: string, name: string): number[] {
  const found: number[] = [];
  const token = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/[^\n]*|[A-Za-z_]\w*|\d[\w.]*|\./g;
  let before = '';
  for (const match of source.matchAll(token)) {
    const [text] = match;
    if (text === name && before !== '.') found.push(match.index);
    before = text;
  }
  return found;
}
