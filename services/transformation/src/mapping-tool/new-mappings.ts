export function templates(): { name: string; summary: string }[] {
  return [];
}
export function newMappings(_template: string, _into: string, _standard: string): string[] {
  return [];
}
