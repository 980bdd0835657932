import { rejectedBecause } from '../rejections/rejection.js';
import { statusFailure, type CallContext } from '../session/call-failure.js';
import type { SysproSettings } from '../session/syspro-settings.js';
import type { HttpReply } from '../transport/http-exchange.js';
import { readXml } from '../xml/read-xml.js';
import { elementOf, jsonOf } from './harmony-json.js';
import { harmonyRoute, namesAt, type HarmonyRoute } from './harmony-routes.js';
import type { Answer, SysproCall, SysproWire, WireRequest } from './syspro-wire.js';

/** Statuses with which a document comes: done, and refused in words of its own. */
const DOCUMENT_STATUSES = [200, 201, 422];

/**
 * The `harmony` profile: SYSPRO's business objects as JSON over REST, under the names of a vendor's page that has no public documentation
 * (syspro.md 5). The documents are e.net's, dressed as JSON; the README says what is named and what is ours.
 */
export class HarmonyWire implements SysproWire {
  constructor(private readonly settings: SysproSettings) {}

  logon(): WireRequest {
    const { operator, operatorPassword, companyId, companyPassword } = this.settings;
    const body = {
      Operator: operator,
      OperatorPassword: operatorPassword.reveal(),
      CompanyId: companyId,
      CompanyPassword: companyPassword.reveal(),
    };
    return { ...this.#requestTo('POST', 'Session', undefined, body), evidence: NOTHING };
  }

  sessionIdIn(answer: Answer): string | undefined {
    if (answer.kind !== 'ANSWER') return undefined;
    try {
      return answer.root().valueAnywhere('SessionId') || undefined;
    } catch {
      return undefined;
    }
  }

  logoff(sessionId: string): WireRequest {
    return this.#requestTo('DELETE', 'Session', sessionId, undefined);
  }

  request(call: SysproCall, sessionId: string, context: CallContext): WireRequest {
    const route = harmonyRoute(call);
    if (!route) {
      const what = `the harmony profile has nothing for ${call.operation} ${call.businessObject}`;
      throw rejectedBecause('INVALID_VALUE', what, context.facts);
    }
    const body = route.method === 'GET' ? undefined : bodyOf(call, route);
    return this.#requestTo(route.method, route.path, sessionId, body);
  }

  carries(): boolean {
    return true;
  }

  read(reply: HttpReply, request: WireRequest, context: CallContext): Answer {
    const { status, contentType } = reply;
    const text = reply.body.toString('utf8').trim();
    if (/\bjson\b/i.test(contentType)) {
      if (DOCUMENT_STATUSES.includes(status)) {
        const names = namesAt(request.operation);
        return { kind: 'ANSWER', text, root: () => elementOf(text, names) };
      }
      const said = wordsOf(text);
      if (status === 401) return { kind: 'SESSION_LOST', text: said };
      if (status === 403) return { kind: 'NOT_LICENSED', text: said };
      if (status === 500 && said !== '') return { kind: 'EXCEPTION', text: said };
    }
    // A logoff has nothing to say.
    if (status === 204) return { kind: 'ANSWER', text, root: () => elementOf(text, {}) };
    throw statusFailure(status, context);
  }

  #requestTo(method: WireRequest['method'], path: string, sessionId: string | undefined, body: unknown): WireRequest {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return {
      method,
      url: `${this.settings.baseUrl.replace(/\/+$/, '')}/${path}`,
      ...(sessionId !== undefined && { headers: { authorization: `Bearer ${sessionId}` } }),
      ...(text !== undefined && { body: { contentType: 'application/json', text } }),
      operation: `${method} ${path}`,
      evidence: { parameters: '', document: text ?? '' },
    };
  }
}

const NOTHING = { parameters: '', document: '' };

/** Both documents of the call in one: `Parameters`, where it has some, and the document under its root. */
function bodyOf(call: SysproCall, { names }: HarmonyRoute): unknown {
  const document = readXml(call.document);
  const parameters = call.parameters === '' ? undefined : readXml(call.parameters).child('Parameters');
  return {
    ...(parameters && { Parameters: jsonOf(parameters, {}) }),
    [document.name]: jsonOf(document, names),
  };
}

/** What a problem document (RFC 9457) says; empty when it says nothing. */
function wordsOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return typeof detail === 'string' ? detail : typeof title === 'string' ? title : '';
  } catch {
    return '';
  }
}
