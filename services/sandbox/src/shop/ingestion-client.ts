/** Ingestion answered, and the answer is no; saying the same again would change nothing. */
export class IngestionRefused extends Error {
  override readonly name = 'IngestionRefused';
}

export interface IngestionClientOptions {
  readonly baseUrl: string;
  readonly apiKey: { reveal(): string };
  readonly timeoutMs?: number;
}

/** How the shop talks to ingestion. Both calls may be repeated: ingestion takes the same again as a repeat. */
export class IngestionClient {
  constructor(private readonly options: IngestionClientOptions) {}

  /** Tells of a payment that was registered with Opayo. Throws `IngestionRefused` for a 4xx, any other error when it may be tried again. */
  register(registration: object): Promise<void> {
    return this.post('/opayo/registrations', registration);
  }

  /** Tells of an order. Throws as `register`. */
  placeOrder(order: object): Promise<void> {
    return this.post('/shop/orders', order);
  }

  private async post(path: string, body: object): Promise<void> {
    const { baseUrl, apiKey, timeoutMs = 15_000 } = this.options;
    const response = await fetch(new URL(path, baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey.reveal()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return;
    const message = `${path} answered ${response.status}: ${text.slice(0, 500)}`;
    const mayWorkLater = response.status >= 500 || response.status === 429 || response.status === 408;
    throw mayWorkLater ? new Error(message) : new IngestionRefused(message);
  }
}
