import { isConnectError } from '#libs/errors';
import { rejectedBecause } from '../rejections/rejection.js';
import { addressOf, largeDocument, requestTargetBytes, type Parameters } from '../transport/addresses.js';
import { exchange, ExchangeFailed, type HttpReply, type HttpRequest } from '../transport/http-exchange.js';
import { unwrapReply } from '../transport/reply-body.js';
import { withoutSecrets } from '../redaction.js';
import { readXml } from '../xml/read-xml.js';
import type { XmlElement } from '../xml/xml-element.js';
import {
  exceptionFailure,
  isException,
  isSessionLost,
  logonFailure,
  sessionFailure,
  statusFailure,
  transportFailure,
  unreadableReply,
  type CallContext,
  type CallEffect,
} from './call-failure.js';
import type { CallWatch, EnetSettings } from './enet-settings.js';
import { InTurn } from './in-turn.js';

/** Operation of a transaction whose document no URL can hold. */
const LARGE_POST = 'Transaction/PostLD';

const URL_LIMIT_BYTES = 8_000;

/** As long as a session id is at most, to measure a request before there is one. */
const ANY_USER_ID = '0'.repeat(64);

interface Call {
  readonly operation: 'Query/Query' | 'Transaction/Post' | 'Setup/Add' | 'Setup/Update' | 'GetLogonProfile';
  readonly businessObject: string;
  readonly effect: CallEffect;
  readonly parameters: string;
  readonly document: string;
}

/**
 * One operator's session with one SYSPRO company. Calls take turns, because SYSPRO serves a session one call at a time; it logs on when
 * first needed and again, once, when SYSPRO no longer knows the session. Errors are of the four kinds: `RetryableError` (surely not
 * done), `RejectedError` (too large), `OutcomeUnknownError` (a transaction was sent and not, or not understandably,
 * answered). Never hold two of these for one operator: they would end each other's sessions.
 */
export class EnetSession {
  readonly #settings: EnetSettings;
  readonly #turns = new InTurn();
  #userId: string | undefined;

  constructor(settings: EnetSettings) {
    this.#settings = settings;
  }

  get companyId(): string {
    return this.#settings.companyId;
  }

  /** Asks a query object; the reply's root. */
  query(businessObject: string, document: string, watch?: CallWatch): Promise<XmlElement> {
    return this.#call({ operation: 'Query/Query', businessObject, effect: 'READS', parameters: '', document }, watch);
  }

  /** Sends a transaction, once. The reply's root; whether it is a refusal is for `readReport` to say. */
  post(businessObject: string, parameters: string, document: string, watch?: CallWatch): Promise<XmlElement> {
    return this.#call({ operation: 'Transaction/Post', businessObject, effect: 'POSTS', parameters, document }, watch);
  }

  /** Adds or changes one record of a setup object, once. A document no URL can hold is refused: setups have no large way. */
  setUp(
    action: 'Add' | 'Update',
    businessObject: string,
    parameters: string,
    document: string,
    watch?: CallWatch,
  ): Promise<XmlElement> {
    return this.#call({ operation: `Setup/${action}`, businessObject, effect: 'POSTS', parameters, document }, watch);
  }

  /** True when a transaction of this size can be sent the way this site takes it. */
  canPost(businessObject: string, parameters: string, document: string): boolean {
    const { baseUrl, urlLimitBytes = URL_LIMIT_BYTES, largeDocuments = 'WHEN_NEEDED' } = this.#settings;
    if (largeDocuments !== 'NEVER') return true;
    const call = { operation: 'Transaction/Post', businessObject, effect: 'POSTS', parameters, document } as const;
    return requestTargetBytes(addressOf(baseUrl, call.operation, parametersOf(call, ANY_USER_ID))) <= urlLimitBytes;
  }

  /** The session's own profile: proves that it lives, and tells the company's dates. */
  profile(watch?: CallWatch): Promise<XmlElement> {
    const call = { operation: 'GetLogonProfile', businessObject: '', effect: 'READS' } as const;
    return this.#call({ ...call, parameters: '', document: '' }, watch);
  }

  /** Logs off, which frees the operator's seat. Never throws: a session that cannot be ended dies of old age. */
  async close(): Promise<void> {
    await this.#turns.run(async () => {
      const userId = this.#userId;
      this.#userId = undefined;
      if (userId !== undefined) await this.#exchange('Logoff', { UserId: userId }).catch(() => undefined);
    });
  }

  #call(call: Call, watch: CallWatch | undefined): Promise<XmlElement> {
    const context = this.#contextOf(call.effect, call.operation, call.businessObject);
    return this.#turns.run(async () => {
      const text = await this.#answerTo(call, context, watch);
      if (isException(text)) throw exceptionFailure(withoutSecrets(text), context);
      try {
        return readXml(text);
      } catch (error) {
        throw unreadableReply(error as Error, context);
      }
    });
  }

  async #answerTo(call: Call, context: CallContext, watch: CallWatch | undefined): Promise<string> {
    const first = await this.#send(call, context, watch);
    if (!isSessionLost(first)) return first;
    // This text comes before the business object is even loaded: nothing was done, so the same call may go again, once.
    this.#userId = undefined;
    const second = await this.#send(call, context, watch);
    if (!isSessionLost(second)) return second;
    this.#userId = undefined;
    throw sessionFailure(context);
  }

  async #send(call: Call, context: CallContext, watch: CallWatch | undefined): Promise<string> {
    const userId = this.#userId ?? (await this.#logon());
    const request = this.#requestFor(call, userId, context);
    if (call.effect === 'POSTS') await watch?.beforePosting?.();
    const startedAt = new Date();
    const started = performance.now();
    let reply = '';
    let result = 'answered';
    try {
      reply = await this.#reply(request, context);
      if (isSessionLost(reply)) result = 'SYSPRO_SESSION_LOST';
      else if (isException(reply)) result = 'SYSPRO_EXCEPTION';
      return reply;
    } catch (error) {
      result = isConnectError(error) ? error.code : 'FAILED';
      throw error;
    } finally {
      const { businessObject, parameters, document } = call;
      // The way it really went: evidence that names another request cannot be found in SYSPRO's own logs.
      const operation = request.method === 'POST' ? LARGE_POST : call.operation;
      const summary = { operation, businessObject, durationMs: performance.now() - started, result };
      this.#settings.onCall?.(summary);
      watch?.trail?.push({ ...summary, startedAt, parameters, document, reply: withoutSecrets(reply) });
    }
  }

  async #reply(request: Omit<HttpRequest, 'timeoutMs' | 'connectTimeoutMs'>, context: CallContext): Promise<string> {
    let reply: HttpReply;
    try {
      reply = await exchange({
        ...request,
        timeoutMs: this.#settings.timeoutMs ?? 30_000,
        connectTimeoutMs: this.#settings.connectTimeoutMs ?? 5_000,
      });
    } catch (error) {
      if (error instanceof ExchangeFailed) throw transportFailure(error, context);
      throw error;
    }
    const failure = statusFailure(reply, { ...context, large: request.method === 'POST' });
    if (failure) throw failure;
    return unwrapReply(reply.body);
  }

  #requestFor(call: Call, userId: string, context: CallContext): Omit<HttpRequest, 'timeoutMs' | 'connectTimeoutMs'> {
    const { baseUrl, urlLimitBytes = URL_LIMIT_BYTES, largeDocuments = 'WHEN_NEEDED' } = this.#settings;
    const url = addressOf(baseUrl, call.operation, parametersOf(call, userId));
    const fits = requestTargetBytes(url) <= urlLimitBytes;
    const posts = call.operation === 'Transaction/Post';
    if (posts && (largeDocuments === 'ALWAYS' || (largeDocuments === 'WHEN_NEEDED' && !fits))) {
      const text = largeDocument({ ...call, userId });
      return {
        method: 'POST',
        url: addressOf(baseUrl, LARGE_POST, {}),
        body: { contentType: 'application/xml', text },
      };
    }
    if (fits) return { method: 'GET', url };
    throw rejectedBecause('REQUEST_TOO_LARGE', `The request is longer than ${urlLimitBytes} bytes`, context.facts);
  }

  async #logon(): Promise<string> {
    const { operator, operatorPassword, companyId, companyPassword } = this.#settings;
    const text = await this.#exchange('Logon', {
      Operator: operator,
      OperatorPassword: operatorPassword.reveal(),
      CompanyId: companyId,
      CompanyPassword: companyPassword.reveal(),
    });
    const context = this.#contextOf('READS', 'Logon', '');
    if (isException(text)) throw logonFailure(withoutSecrets(text), context);
    if (!/^[!-~]{8,64}$/.test(text)) throw logonFailure('the answer is no session id', context);
    this.#userId = text;
    return text;
  }

  /** Session operations: they post nothing, so every failure of theirs means that nothing was done. */
  async #exchange(operation: 'Logon' | 'Logoff', parameters: Parameters): Promise<string> {
    const started = performance.now();
    let result = 'answered';
    try {
      const url = addressOf(this.#settings.baseUrl, operation, parameters);
      return await this.#reply({ method: 'GET', url }, this.#contextOf('READS', operation, ''));
    } catch (error) {
      result = isConnectError(error) ? error.code : 'FAILED';
      throw error;
    } finally {
      this.#settings.onCall?.({ operation, businessObject: '', durationMs: performance.now() - started, result });
    }
  }

  #contextOf(effect: CallEffect, operation: string, businessObject: string): CallContext {
    const { companyId, operator } = this.#settings;
    const facts = { company: companyId, operator, operation, businessObject };
    return { effect, target: `syspro:${companyId}`, facts };
  }
}

function parametersOf(call: Call, userId: string): Parameters {
  if (call.operation === 'GetLogonProfile') return { UserId: userId };
  const common = { UserId: userId, BusinessObject: call.businessObject };
  if (call.operation === 'Query/Query') return { ...common, XmlIn: call.document };
  return { ...common, XmlParameters: call.parameters, XmlIn: call.document };
}
