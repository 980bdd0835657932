/** What Pi answers: a status, and JSON or nothing. */
export interface PiAnswer {
  readonly status: number;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Pi's own codes with the HTTP status they come under (opayo.md 1.5); the texts are ours. Codes of the gateway (4.5) stand beside them in a 422. */
const ERRORS = {
  1000: [400, 'Incorrect request format'],
  1001: [401, 'Missing Authorization header'],
  1002: [401, 'Authentication failed'],
  1003: [422, 'Missing mandatory field'],
  1004: [422, 'Invalid length'],
  1005: [422, 'Contains invalid characters'],
  1006: [404, 'Merchant session key not found'],
  1007: [422, 'The card number has failed our validity checks and is invalid'],
  1008: [422, 'The card is not supported'],
  1009: [422, 'Contains invalid value'],
  1010: [422, 'Currency does not exist'],
  1011: [422, 'Merchant session key or card identifier invalid'],
  1012: [404, 'Transaction not found'],
  1013: [403, 'Transaction type not supported'],
  1014: [403, 'Transaction status not applicable'],
  1015: [422, 'Empty entity'],
  1016: [422, 'Parameter requires an integer'],
  1017: [403, 'Operation not allowed for this transaction'],
  1018: [403, 'Refund amount would exceed the original transaction amount'],
  1019: [404, 'No instructions found'],
  1020: [422, 'Card identifier is already reusable'],
  1021: [403, 'Release amount would exceed the original transaction amount'],
  1030: [422, 'PayPal is not enabled'],
  4009: [422, 'The Amount is out of range'],
  4042: [422, 'The VendorTxCode has been used before for another transaction'],
  4044: [422, 'Authorisations would exceed 115% of the original transaction amount'],
  6401: [422, 'Wallet is not enabled'],
  9998: [408, 'Request timeout'],
  9999: [500, 'An internal error occurred at Opayo'],
} as const satisfies Readonly<Record<number, readonly [httpStatus: number, text: string]>>;

export type PiErrorCode = keyof typeof ERRORS;

/** One wrong field of a request. Codes are numbers, as recorded replies have them; Pi's documents show texts. */
export interface PiFieldError {
  readonly code: PiErrorCode;
  /** Path in the request, `cardDetails.cardNumber`. */
  readonly property: string;
  readonly description: string;
  /** What a shopper may be shown; only where it is about the card. */
  readonly clientMessage?: string;
}

/** One wrong field. What was sent is not repeated: it may be a card number. */
export function fieldError(code: PiErrorCode, property: string): PiFieldError {
  const description = ERRORS[code][1];
  const aboutCard = property.startsWith('cardDetails.');
  return { code, property, description, ...(aboutCard ? { clientMessage: `${description}.` } : {}) };
}

/** 422 with everything that is wrong at once. */
export function fieldErrors(errors: readonly PiFieldError[]): PiAnswer {
  return { status: 422, body: { errors } };
}

/** A refusal that is not about fields, under its own HTTP status. */
export function refusal(code: PiErrorCode): PiAnswer {
  const [status, description] = ERRORS[code];
  return { status, body: { code, description } };
}
