import { RetryableError } from '#libs/errors';

export interface RegistryAddress {
  /** Base of Confluent's API, e.g. `http://127.0.0.1:8081/apis/ccompat/v7`. */
  readonly url: string;
  /** HTTP basic authentication, where the registry asks for it. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** One request, milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** An answer the registry gave and we did not expect; `status` is HTTP's. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface CompatibilityAnswer {
  readonly isCompatible: boolean;
  /** The registry's own words, empty where it gives none. */
  readonly messages: readonly string[];
}

/**
 * The seven requests we make of a schema registry, over Confluent's REST API (v7, docs.confluent.io "Schema Registry API Reference", read
 * 2026-11; served by Apicurio under `/apis/ccompat/v7`). Each throws `RetryableError` `REGISTRY_UNAVAILABLE` when there is no answer,
 * a 5xx, 401, 403, 408, 429 or one that is not JSON: all of them say something about the registry and nothing about the schema.
 */
export class RegistryClient {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor(private readonly address: RegistryAddress) {
    this.base = address.url.replace(/\/+$/, '');
    this.headers = { accept: 'application/json', 'content-type': 'application/json' };
    if (address.username !== undefined) {
      const credentials = Buffer.from(`${address.username}:${address.password ?? ''}`).toString('base64');
      this.headers['authorization'] = `Basic ${credentials}`;
    }
  }

  /** The schema of an id; undefined when the registry says that it has none. */
  async schemaOf(id: number): Promise<object | undefined> {
    const answer = await this.ask('GET', `/schemas/ids/${id}`);
    if (answer.status === 404) return undefined;
    return parseSchema(this.text(answer, 'schema'));
  }

  /** The id under which `subject` has exactly this schema; undefined when it has not. */
  async idOf(subject: string, schema: object): Promise<number | undefined> {
    const answer = await this.ask('POST', `/subjects/${encodeURIComponent(subject)}`, schemaBody(schema));
    return answer.status === 404 ? undefined : this.number(answer, 'id');
  }

  /** Registers a version; the id of the same schema where it is there already. Throws when it is not compatible (409). */
  async register(subject: string, schema: object): Promise<number> {
    const answer = await this.ask('POST', `/subjects/${encodeURIComponent(subject)}/versions`, schemaBody(schema));
    return this.number(answer, 'id');
  }

  /** All versions registered under `subject`, oldest first; empty for an unknown subject. */
  async versionsOf(subject: string): Promise<number[]> {
    const answer = await this.ask('GET', `/subjects/${encodeURIComponent(subject)}/versions`);
    if (answer.status === 404) return [];
    if (answer.status === 200 && Array.isArray(answer.body)) return answer.body.map(Number);
    throw this.unexpected(answer);
  }

  /** Whether `schema` may live beside the given version. A 200 says that the question was answered; the answer is in its body. */
  async compatibilityWith(subject: string, version: number | 'latest', schema: object): Promise<CompatibilityAnswer> {
    const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions/${version}?verbose=true`;
    const answer = await this.ask('POST', path, schemaBody(schema));
    const body = answer.body as { is_compatible?: unknown; messages?: unknown } | null;
    if (answer.status !== 200 || typeof body?.is_compatible !== 'boolean') throw this.unexpected(answer);
    return {
      isCompatible: body.is_compatible,
      messages: Array.isArray(body.messages) ? body.messages.map(String) : [],
    };
  }

  /**
   * Sets the rule by which the registry judges new versions of `subject`, e.g. `FULL_TRANSITIVE`. Two clients may set a new subject's rule
   * at once: Apicurio then tells the second that the rule exists (409), and takes it when it is asked again.
   */
  async setCompatibility(subject: string, compatibility: string): Promise<void> {
    const set = () => this.ask('PUT', `/config/${encodeURIComponent(subject)}`, JSON.stringify({ compatibility }));
    const first = await set();
    const answer = first.status === 409 ? await set() : first;
    if (answer.status !== 200) throw this.unexpected(answer);
  }

  /** The rule set for `subject`; undefined when the registry's general one holds. */
  async compatibilityOf(subject: string): Promise<string | undefined> {
    const answer = await this.ask('GET', `/config/${encodeURIComponent(subject)}`);
    if (answer.status === 404) return undefined;
    return this.text(answer, 'compatibilityLevel');
  }

  private async ask(method: string, path: string, body?: string): Promise<Answer> {
    const signal = AbortSignal.timeout(this.address.timeoutMs ?? 5_000);
    try {
      const request = { method, signal, headers: this.headers, ...(body === undefined ? {} : { body }) };
      const response = await fetch(`${this.base}${path}`, request);
      if (isAboutTheRegistry(response.status)) throw new Error(`it answered ${response.status}`);
      return { status: response.status, body: await response.json() };
    } catch (error) {
      const text = `The schema registry does not answer ${method} ${path}: ${causeOf(error)}`;
      throw new RetryableError(text, { code: 'REGISTRY_UNAVAILABLE', target: 'schema-registry', cause: error });
    }
  }

  private text(answer: Answer, field: string): string {
    const value = (answer.body as Record<string, unknown> | null)?.[field];
    if (answer.status !== 200 || typeof value !== 'string') throw this.unexpected(answer);
    return value;
  }

  private number(answer: Answer, field: string): number {
    const value = (answer.body as Record<string, unknown> | null)?.[field];
    if (answer.status !== 200 || typeof value !== 'number') throw this.unexpected(answer);
    return value;
  }

  private unexpected({ status, body }: Answer): RetryableError {
    const message = (body as { message?: unknown } | null)?.message;
    const text = `The schema registry answered ${status}: ${typeof message === 'string' ? message : 'no message'}`;
    return new RetryableError(text, { code: 'REGISTRY_REFUSED', target: 'schema-registry', facts: { status } });
  }
}

function isAboutTheRegistry(status: number): boolean {
  return status >= 500 || [401, 403, 408, 429].includes(status);
}

function schemaBody(schema: object): string {
  return JSON.stringify({ schema: JSON.stringify(schema), schemaType: 'AVRO' });
}

function parseSchema(text: string): object {
  const schema = JSON.parse(text) as unknown;
  // A primitive type stands there as its bare name.
  return typeof schema === 'object' && schema !== null ? schema : { type: schema };
}

/** `fetch failed` says nothing; what failed is one level down. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || ((cause as { code?: string }).code ?? message) : message;
}
