import { createHash } from 'node:crypto';
import type { Secret } from '../secret.js';

/** Who asks: a user of MyOpayo with the right to read reports, whose password is in the hash and never sent. */
export interface ReportingCredentials {
  readonly vendor: string;
  readonly user: string;
  readonly password: Secret;
}

/** Names and values in the order they are sent and signed in. */
export type ReportingParameters = readonly (readonly [name: string, value: string])[];

/**
 * A question to the Reporting API: `<vspaccess>` with the MD5 of exactly what stands before the signature, the password added.
 * Source: reference page 3.1, vectors from there, read 2026-11-23.
 */
export function vspaccessRequest(
  command: string,
  parameters: ReportingParameters,
  credentials: ReportingCredentials,
): string {
  const { vendor, user, password } = credentials;
  const asked = elements([['command', command], ['vendor', vendor], ['user', user], ...parameters]);
  const signature = createHash('md5')
    .update(asked + elements([['password', password.reveal()]]), 'latin1')
    .digest('hex');
  return `<vspaccess>${asked}${elements([['signature', signature]])}</vspaccess>`;
}

function elements(parts: ReportingParameters): string {
  return parts.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
