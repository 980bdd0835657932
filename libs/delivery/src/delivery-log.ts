/** What this library needs of a logger; pino's loggers fit. Fields first, text second, as pino has it. */
export interface DeliveryLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** Says nothing: the default where a caller gives no logger. */
export const SILENT_LOG: DeliveryLog = { info: () => {}, warn: () => {}, error: () => {} };
