import iconv from 'iconv-lite';

/** How a body is dressed; SYSPRO's own bodies are raw, some versions and proxies wrap them (syspro.md 1.3). */
export type Wrapper = 'RAW' | 'JSON_QUOTED' | 'STRING_ELEMENT';

/** The bytes of an answer: Windows-1252, what it lacks becomes `?`. */
export function encodeReply(body: string, wrapper: Wrapper = 'RAW'): Buffer {
  return iconv.encode(wrapped(body, wrapper), 'win1252');
}

function wrapped(body: string, wrapper: Wrapper): string {
  if (wrapper === 'JSON_QUOTED') return JSON.stringify(body);
  if (wrapper === 'RAW') return body;
  const text = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">${text}</string>`;
}

/** An `ERROR` answer at the level of transport or session; still HTTP 200 (syspro.md 1.5). */
export class EnetFault extends Error {
  override readonly name = 'EnetFault';

  /** The body, prefix included. */
  get body(): string {
    return `ERROR: ${this.message}`;
  }
}

/** Not logged on, thrown out by a second logon, or timed out; the text is verified. */
export const invalidUserId = () =>
  new EnetFault(
    'The supplied UserID is invalid. Either you were not logged in, or your session has expired. You will need to logon again.',
  );

/** The object is not licensed for the operator or does not exist; verified. */
export const notLicensed = () => new EnetFault('e.net exception raised: 100000');
