/**
 * Fields whose value is never written, wherever they stand at the top of a line or one or two levels down. Types refuse first
 * (`Secret`); this list is the net below for what comes from outside as plain text.
 */
const NEVER_WRITTEN = [
  'authorization',
  'cookie',
  'password',
  'securityKey',
  'SecurityKey',
  'vpsSignature',
  'VPSSignature',
  'encryptionKey',
  'accessToken',
  'userId',
  'cardNumber',
  'CardNumber',
  'securityCode',
  'cv2',
  'CV2',
];

/** What stands in a line instead of the value. */
export const CENSORED = '[secret]';

/** Paths in pino's notation: each field at three depths. */
export const redactedPaths = NEVER_WRITTEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `err.facts.${name}`]);
