/** `NNNN : text`, Opayo's code and sentence in one field; the code is null where there is none. */
export function readStatusDetail(text: string): { code: string | null; text: string } {
  const match = /^\s*(?:(\d{4})\s*:\s*)?(.*)$/s.exec(text);
  return { code: match?.[1] ?? null, text: match?.[2] ?? '' };
}
