const GUID = /^\{?([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})\}?$/i;

/**
 * Opayo's id of a transaction in the one form we use: upper-case GUID without braces. Pi and Reporting send it so, the form posts put braces
 * around it (VPSTxId). `undefined` for what is no GUID.
 */
export function transactionIdOf(text: string): string | undefined {
  return GUID.exec(text)?.[1]?.toUpperCase();
}
