import { OutcomeUnknownError, RejectedError, RetryableError, type ConnectError, type ErrorFacts } from '#libs/errors';
import { exchange, ExchangeFailed, retryAfterMsOf, type HttpReply } from '../http/exchange.js';
import { latin1Form } from '../http/latin1-form.js';
import { readRegistrationReply, type ServerRegistrationReply } from './registration-reply.js';
import { registrationForm, type ServerRegistrationRequest } from './registration-request.js';

/** What fails for everybody when Opayo's Server product is away; circuits and back-off are kept per target. */
export const SERVER_TARGET = 'opayo-server';

export interface ServerClientOptions {
  /** The host, e.g. `https://live.opayo.eu.elavon.com`. */
  readonly baseUrl: string;
  /** Milliseconds for a whole answer. Default 15,000. */
  readonly timeoutMs?: number;
}

const REGISTER = '/gateway/service/vspserver-register.vsp';

/** Opayo Server: payments on Opayo's own page, so that no card comes near us. */
export class ServerClient {
  private readonly timeoutMs: number;

  constructor(private readonly options: ServerClientOptions) {
    this.timeoutMs = options.timeoutMs ?? 15_000;
  }

  /**
   * Registers a payment (protocol 4.00) and tells where to send the shopper.
   *
   * Opayo's refusal is a value. `RetryableError` (target `opayo-server`): surely not registered: OPAYO_UNREACHABLE, OPAYO_NOT_THERE, OPAYO_BUSY.
   * `OutcomeUnknownError`: sent, and no readable answer: OPAYO_TIMEOUT, OPAYO_CONNECTION_LOST, OPAYO_UNAVAILABLE, OPAYO_UNREADABLE; the same request again, with the same
   * VendorTxCode and every field as it was, is answered `OK REPEATED` if it had arrived. `RejectedError` OPAYO_REGISTRATION_UNSENDABLE: a field cannot be sent, and nothing was;
   * `registrationProblems` tells the same beforehand, and all of it. Nothing is repeated in here.
   */
  async register(request: ServerRegistrationRequest): Promise<ServerRegistrationReply> {
    const { vendor, vendorTxCode } = request;
    const facts = { vendor, vendorTxCode };
    const form = registrationForm(request);
    const [problem] = form.ok ? [] : form.problems;
    if (!form.ok)
      throw unsendable(`${problem?.field} has to be ${problem?.expected}`, { ...facts, field: problem?.field });
    const reply = await this.send(form.fields, facts);
    if (reply.status !== 200) throw errorOfStatus(reply, facts);
    const answer = readRegistrationReply(reply.body);
    if (!answer) throw unheard('OPAYO_UNREADABLE', 'Its answer cannot be read', facts);
    return answer;
  }

  private async send(fields: readonly (readonly [string, string])[], facts: ErrorFacts): Promise<HttpReply> {
    try {
      return await exchange({
        method: 'POST',
        url: `${this.options.baseUrl.replace(/\/+$/, '')}${REGISTER}`,
        body: latin1Form(fields),
        timeoutMs: this.timeoutMs,
        repeatable: false,
      });
    } catch (error) {
      if (error instanceof ExchangeFailed) throw errorOfSilence(error, facts, this.timeoutMs);
      throw error;
    }
  }
}

function errorOfSilence(failure: ExchangeFailed, facts: ErrorFacts, timeoutMs: number): ConnectError {
  if (!failure.sent) return notSent('OPAYO_UNREACHABLE', `Opayo cannot be reached: ${failure.message}`, facts, failure);
  if (failure.reason === 'TIMEOUT') return unheard('OPAYO_TIMEOUT', `No answer within ${timeoutMs} ms`, facts, failure);
  if (failure.reason === 'TOO_LARGE') return unheard('OPAYO_UNREADABLE', 'Its answer has no end', facts, failure);
  return unheard('OPAYO_CONNECTION_LOST', 'The connection was lost before the answer', facts, failure);
}

/** Opayo answers a form with 200 whatever it thinks of it. 4xx says that nobody looked at it; the rest says nothing. */
function errorOfStatus(reply: HttpReply, asked: ErrorFacts): ConnectError {
  const facts = { ...asked, httpStatus: reply.status };
  const what = `Opayo's address answered HTTP ${reply.status}`;
  const retryAfterMs = retryAfterMsOf(reply);
  if (reply.status === 429) return notSent('OPAYO_BUSY', what, facts, undefined, retryAfterMs);
  if (reply.status >= 300 && reply.status < 500 && reply.status !== 408) {
    return notSent('OPAYO_NOT_THERE', `${what}: check the base address`, facts);
  }
  return unheard('OPAYO_UNAVAILABLE', what, facts);
}

function notSent(
  code: string,
  what: string,
  facts: ErrorFacts,
  cause?: unknown,
  retryAfterMs?: number,
): RetryableError {
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new RetryableError(what, { code, facts, cause, target: SERVER_TARGET, ...wish });
}

function unheard(code: string, what: string, facts: ErrorFacts, cause?: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError(`A registration was sent to Opayo and not heard of again. ${what}`, {
    ...{ code, facts, cause },
  });
}

function unsendable(what: string, facts: ErrorFacts): RejectedError {
  return new RejectedError(`The registration cannot be sent to Opayo: ${what}`, {
    code: 'OPAYO_REGISTRATION_UNSENDABLE',
    owner: 'shop',
    suggestedFix: 'Send the payment again with this field as Opayo can take it.',
    facts,
  });
}
