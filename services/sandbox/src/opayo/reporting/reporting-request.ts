import { createHash, timingSafeEqual } from 'node:crypto';
import { readXml, XmlMalformed, type XmlElement } from '../../syspro/wire/read-xml.js';
import { Parameters } from './parameters.js';
import { ReportingRefusal } from './reporting-refusal.js';

/** A request, read and not yet believed. */
export interface ReportingRequest {
  readonly command: string;
  readonly vendor: string;
  readonly user: string;
  readonly parameters: Parameters;
  /** As sent; empty when there is none. */
  readonly signature: string;
  /** What the signature is made over, but for the password: everything inside vspaccess exactly as sent, the signature left out. */
  readonly signedText: string;
}

/**
 * Reads a body: form field `XML`, encoded or, as several clients send it, raw; or the bare document (opayo.md 3.1). Text is ISO-8859-1.
 * Throws `ReportingRefusal` UNPARSEABLE or ROOT.
 */
export function readReportingRequest(body: Buffer): ReportingRequest {
  const text = documentIn(body.toString('latin1'));
  const root = rootOf(text);
  if (root.name.toLowerCase() !== 'vspaccess') throw new ReportingRefusal('ROOT');
  const value = (name: string): string =>
    root.elements.find((element) => element.name.toLowerCase() === name)?.text ?? '';
  return {
    command: value('command'),
    vendor: value('vendor'),
    user: value('user'),
    parameters: new Parameters(root),
    signature: value('signature'),
    signedText: insideOf(text).replace(/<signature>[^<]*<\/signature>|<signature\s*\/>/i, ''),
  };
}

/** The signature a request must have: MD5 over its exact text with the password at the end, lower-case hex (opayo.md 3.1). */
export function reportingSignature(signedText: string, password: string): string {
  return createHash('md5').update(`${signedText}<password>${password}</password>`, 'latin1').digest('hex');
}

/** Whether a request was signed with the password; hex in either case, compared in constant time. */
export function isSignedBy({ signature, signedText }: ReportingRequest, password: string): boolean {
  const expected = Buffer.from(reportingSignature(signedText, password));
  const given = Buffer.from(signature.trim().toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function documentIn(body: string): string {
  const field = /^\s*XML=/i.exec(body);
  if (!field) return body.trim();
  const value = body.slice(field[0].length);
  // A raw document may hold & and % of its own; an encoded one cannot begin with <.
  return value.trimStart().startsWith('<') ? value.trim() : decoded(value.split('&')[0] ?? '').trim();
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function rootOf(text: string): XmlElement {
  try {
    return readXml(text);
  } catch (error) {
    if (error instanceof XmlMalformed) throw new ReportingRefusal('UNPARSEABLE', error.message);
    throw error;
  }
}

function insideOf(text: string): string {
  const start = /<vspaccess[^>]*>/i.exec(text);
  const end = text.toLowerCase().lastIndexOf('</vspaccess');
  return start ? text.slice(start.index + start[0].length, Math.max(end, 0)) : '';
}
