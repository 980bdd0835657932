/** More slips than this in a name, and it is another name. */
const SLIPS = 3;
const LONGEST = 40;

/** The name in `known` that differs least from `name`, letter case apart; undefined when all of them differ much. */
export function closestTo(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const allowed = Math.min(SLIPS, Math.floor(name.length / 3));
  const [closest] = known
    .map((each) => ({ each, slips: slipsBetween(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((left, right) => left.slips - right.slips);
  return closest?.each;
}

/** Levenshtein's distance: letters to put in, leave out or change. */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const above = row;
    row = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const changed = (above[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
}
