import { isConnectError } from '#libs/errors';
import { withoutSecrets } from '../redaction.js';
import { exchange, ExchangeFailed, type HttpReply } from '../transport/http-exchange.js';
import { EnetWire } from '../wire/enet-wire.js';
import { HarmonyWire } from '../wire/harmony-wire.js';
import type { Answer, SysproCall, SysproWire, WireRequest } from '../wire/syspro-wire.js';
import type { XmlElement } from '../xml/xml-element.js';
import {
  exceptionFailure,
  licenceFailure,
  logonFailure,
  sessionFailure,
  transportFailure,
  unreadableReply,
  type CallContext,
  type CallEffect,
} from './call-failure.js';
import { InTurn } from './in-turn.js';
import type { CallWatch, SysproSettings } from './syspro-settings.js';

/**
 * One operator's session with one SYSPRO company, by either profile. Calls take turns, because SYSPRO serves a session one call at a time; it logs on when
 * first needed and again, once, when SYSPRO no longer knows the session. Errors are of the four kinds: `RetryableError` (surely not
 * done), `RejectedError` (too large), `OutcomeUnknownError` (a transaction was sent and not, or not understandably,
 * answered). Never hold two of these for one operator: they would end each other's sessions.
 */
export class SysproSession {
  readonly #settings: SysproSettings;
  readonly #wire: SysproWire;
  readonly #turns = new InTurn();
  #sessionId: string | undefined;

  constructor(settings: SysproSettings) {
    this.#settings = settings;
    this.#wire = settings.profile === 'harmony' ? new HarmonyWire(settings) : new EnetWire(settings);
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

  /** One record by its key (COMFCH); the reply's root. A key SYSPRO does not have is an exception to it like any other. */
  fetch(document: string, watch?: CallWatch): Promise<XmlElement> {
    const call = { operation: 'Query/Fetch', businessObject: 'COMFCH', effect: 'READS' } as const;
    return this.#call({ ...call, parameters: '', document }, watch);
  }

  /** True when a transaction of this size can be sent the way this site takes it. */
  canPost(businessObject: string, parameters: string, document: string): boolean {
    const call = { operation: 'Transaction/Post', businessObject, effect: 'POSTS' } as const;
    return this.#wire.carries({ ...call, parameters, document });
  }

  /** The session's own profile: proves that it lives, and tells the company's dates. */
  profile(watch?: CallWatch): Promise<XmlElement> {
    const call = { operation: 'GetLogonProfile', businessObject: '', effect: 'READS' } as const;
    return this.#call({ ...call, parameters: '', document: '' }, watch);
  }

  /** Logs off, which frees the operator's seat. Never throws: a session that cannot be ended dies of old age. */
  async close(): Promise<void> {
    await this.#turns.run(async () => {
      const sessionId = this.#sessionId;
      this.#sessionId = undefined;
      if (sessionId !== undefined) await this.#exchange(this.#wire.logoff(sessionId)).catch(() => undefined);
    });
  }

  #call(call: SysproCall, watch: CallWatch | undefined): Promise<XmlElement> {
    const context = this.#contextOf(call.effect, call.operation, call.businessObject);
    return this.#turns.run(async () => {
      const answer = await this.#answerTo(call, context, watch);
      if (answer.kind === 'NOT_LICENSED') throw licenceFailure(withoutSecrets(answer.text), context);
      if (answer.kind !== 'ANSWER') throw exceptionFailure(withoutSecrets(answer.text), context);
      try {
        return answer.root();
      } catch (error) {
        throw unreadableReply(error as Error, context);
      }
    });
  }

  async #answerTo(call: SysproCall, context: CallContext, watch: CallWatch | undefined): Promise<Answer> {
    const first = await this.#send(call, context, watch);
    if (first.kind !== 'SESSION_LOST') return first;
    // This is said before the business object is even loaded: nothing was done, so the same call may go again, once.
    this.#sessionId = undefined;
    const second = await this.#send(call, context, watch);
    if (second.kind !== 'SESSION_LOST') return second;
    this.#sessionId = undefined;
    throw sessionFailure(context);
  }

  async #send(call: SysproCall, context: CallContext, watch: CallWatch | undefined): Promise<Answer> {
    const sessionId = this.#sessionId ?? (await this.#logon());
    const request = this.#wire.request(call, sessionId, context);
    if (call.effect === 'POSTS') await watch?.beforePosting?.();
    const startedAt = new Date();
    const started = performance.now();
    let reply = '';
    let result = 'answered';
    try {
      const answer = this.#wire.read(await this.#reply(request, context), request, context);
      reply = answer.text;
      if (answer.kind !== 'ANSWER')
        result = answer.kind === 'SESSION_LOST' ? 'SYSPRO_SESSION_LOST' : 'SYSPRO_EXCEPTION';
      return answer;
    } catch (error) {
      result = isConnectError(error) ? error.code : 'FAILED';
      throw error;
    } finally {
      const { businessObject } = call;
      const summary = { operation: request.operation, businessObject, durationMs: performance.now() - started, result };
      this.#settings.onCall?.(summary);
      watch?.trail?.push({ ...summary, startedAt, ...request.evidence, reply: withoutSecrets(reply) });
    }
  }

  async #reply(request: WireRequest, context: CallContext): Promise<HttpReply> {
    const { timeoutMs = 30_000, connectTimeoutMs = 5_000 } = this.#settings;
    try {
      return await exchange({ ...request, timeoutMs, connectTimeoutMs });
    } catch (error) {
      if (error instanceof ExchangeFailed) throw transportFailure(error, context);
      throw error;
    }
  }

  async #logon(): Promise<string> {
    const answer = await this.#exchange(this.#wire.logon());
    const context = this.#contextOf('READS', 'Logon', '');
    if (answer.kind !== 'ANSWER') throw logonFailure(withoutSecrets(answer.text), context);
    const sessionId = this.#wire.sessionIdIn(answer);
    if (sessionId === undefined) throw logonFailure('the answer is no session id', context);
    this.#sessionId = sessionId;
    return sessionId;
  }

  /** Session operations: they post nothing, so every failure of theirs means that nothing was done. */
  async #exchange(request: WireRequest): Promise<Answer> {
    const { operation } = request;
    const context = this.#contextOf('READS', operation, '');
    const started = performance.now();
    let result = 'answered';
    try {
      return this.#wire.read(await this.#reply(request, context), request, context);
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
