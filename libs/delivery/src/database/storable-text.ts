/** Text as PostgreSQL can store it: without U+0000. For what others wrote, where an error about it would come at the worst moment. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '');
}
