// What Windows-1252 has beyond Latin-1, in the order of its bytes 0x80 to 0x9f (five of them stand for nothing).
const BEYOND_LATIN_1 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/** The characters of a text that Windows-1252 does not have, or controls, each once; empty when there is none. */
export function outsideCodePage(text: string): string {
  const outside = [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code > 0xff && !BEYOND_LATIN_1.has(character));
  });
  return [...new Set(outside)].slice(0, 10).join(' ');
}

/** Whether a text is a day of the calendar, CCYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return instant !== undefined && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** Whether a text is a decimal with at most so many digits before and after its dot. */
export function isDecimal(text: string, before: number, after: number): boolean {
  const match = /^-?0*(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return false;
  const [, whole = '', fraction = ''] = match;
  return whole.length <= before && fraction.replace(/0+$/, '').length <= after;
}
