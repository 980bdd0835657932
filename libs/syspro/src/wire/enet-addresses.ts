import { writeXml } from '../xml/write-xml.js';

/** Query parameters in the order SYSPRO's own documents list them. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Address of an operation. Blanks become %20, not +. Characters go out as percent-encoded UTF-8: that is how WCF reads a query string
 * and how the live client R sends it; the texts hold Windows-1252 characters only (writeXml), so SYSPRO can store each of them. Bytes of
 * Windows-1252 percent-encoded as such would reach .NET as invalid UTF-8 and be stored as U+FFFD.
 */
export function addressOf(baseUrl: string, path: string, parameters: Parameters): string {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${baseUrl.replace(/\/+$/, '')}/${path}?${query.join('&')}`;
}

/** Bytes the address takes in the request line, which http.sys limits. */
export function requestTargetBytes(address: string): number {
  const url = new URL(address);
  return Buffer.byteLength(url.pathname + url.search);
}

/** Envelope of `/Transaction/PostLD`, the way for documents that no URL can hold (syspro.md 1.2, SYSPRO 8). */
export function largeDocument(parts: {
  userId: string;
  businessObject: string;
  parameters: string;
  document: string;
}): string {
  const ids = writeXml({ UserId: parts.userId, BusinessObject: parts.businessObject });
  return (
    `<TransactionPostLD xmlns="http://SYSPROwcfService">${ids}` +
    `<XmlParameters>${cdata(parts.parameters)}</XmlParameters><XmlIn>${cdata(parts.document)}</XmlIn></TransactionPostLD>`
  );
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
