/** A JSON object as it came. A number that was not written as an integer reads as NaN. */
export type JsonObject = Readonly<Record<string, unknown>>;

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

// 1.0 and 1e2 are integers to JavaScript and none to Pi (1016); beyond 2^53 the value itself is no longer what was written.
const integersOnly: Reviver = (_, value, context) => {
  if (typeof value !== 'number') return value;
  return Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? value : Number.NaN;
};

/** Reads a request's body; undefined when it is not a JSON object. */
export function readJsonObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text, integersOnly);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
