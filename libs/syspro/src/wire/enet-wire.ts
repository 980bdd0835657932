import { rejectedBecause } from '../rejections/rejection.js';
import { statusFailure, type CallContext } from '../session/call-failure.js';
import type { SysproSettings } from '../session/syspro-settings.js';
import type { HttpReply } from '../transport/http-exchange.js';
import { unwrapReply } from '../transport/reply-body.js';
import { readXml } from '../xml/read-xml.js';
import { addressOf, largeDocument, requestTargetBytes, type Parameters } from './enet-addresses.js';
import type { Answer, SysproCall, SysproWire, WireRequest } from './syspro-wire.js';

/** Operation of a transaction whose document no URL can hold. */
const LARGE_POST = 'Transaction/PostLD';

const URL_LIMIT_BYTES = 8_000;

/** As long as a session id is at most, to measure a request before there is one. */
const ANY_USER_ID = '0'.repeat(64);

/** SYSPRO's e.net over WCF REST (syspro.md 1): GETs with documents in the query string, PostLD for what no URL holds, 200 also for errors. */
export class EnetWire implements SysproWire {
  constructor(private readonly settings: SysproSettings) {}

  logon(): WireRequest {
    const { operator, operatorPassword, companyId, companyPassword } = this.settings;
    return this.#get('Logon', {
      Operator: operator,
      OperatorPassword: operatorPassword.reveal(),
      CompanyId: companyId,
      CompanyPassword: companyPassword.reveal(),
    });
  }

  sessionIdIn({ kind, text }: Answer): string | undefined {
    return kind === 'ANSWER' && /^[!-~]{8,64}$/.test(text) ? text : undefined;
  }

  logoff(userId: string): WireRequest {
    return this.#get('Logoff', { UserId: userId });
  }

  request(call: SysproCall, userId: string, context: CallContext): WireRequest {
    const { baseUrl, urlLimitBytes = URL_LIMIT_BYTES, largeDocuments = 'WHEN_NEEDED' } = this.settings;
    const url = addressOf(baseUrl, call.operation, parametersOf(call, userId));
    const fits = requestTargetBytes(url) <= urlLimitBytes;
    const posts = call.operation === 'Transaction/Post';
    const evidence = { parameters: call.parameters, document: call.document };
    if (posts && (largeDocuments === 'ALWAYS' || (largeDocuments === 'WHEN_NEEDED' && !fits))) {
      return {
        method: 'POST',
        url: addressOf(baseUrl, LARGE_POST, {}),
        body: { contentType: 'application/xml', text: largeDocument({ ...call, userId }) },
        // The way it really went: evidence that names another request cannot be found in SYSPRO's own logs.
        operation: LARGE_POST,
        evidence,
      };
    }
    if (fits) return { method: 'GET', url, operation: call.operation, evidence };
    throw rejectedBecause('REQUEST_TOO_LARGE', `The request is longer than ${urlLimitBytes} bytes`, context.facts);
  }

  carries(call: SysproCall): boolean {
    const { baseUrl, urlLimitBytes = URL_LIMIT_BYTES, largeDocuments = 'WHEN_NEEDED' } = this.settings;
    if (largeDocuments !== 'NEVER') return true;
    return requestTargetBytes(addressOf(baseUrl, call.operation, parametersOf(call, ANY_USER_ID))) <= urlLimitBytes;
  }

  read(reply: HttpReply, { operation }: WireRequest, context: CallContext): Answer {
    if (operation === LARGE_POST && [404, 405, 501].includes(reply.status)) {
      const what = `SYSPRO's address answered HTTP ${reply.status}: this SYSPRO has no /Transaction/PostLD`;
      throw rejectedBecause('REQUEST_TOO_LARGE', what, context.facts);
    }
    if (reply.status !== 200 || isPage(reply)) throw statusFailure(reply.status, context);
    const text = unwrapReply(reply.body);
    if (/^ERROR: The supplied UserID is invalid\./i.test(text)) return { kind: 'SESSION_LOST', text };
    if (/^ERROR: e\.net exception raised: 100000\b/i.test(text)) return { kind: 'NOT_LICENSED', text };
    if (/^ERROR\b/i.test(text)) return { kind: 'EXCEPTION', text };
    return { kind: 'ANSWER', text, root: () => readXml(text) };
  }

  #get(operation: string, parameters: Parameters): WireRequest {
    const url = addressOf(this.settings.baseUrl, operation, parameters);
    return { method: 'GET', url, operation, evidence: { parameters: '', document: '' } };
  }
}

/** A proxy's or the service's own page. */
function isPage(reply: HttpReply): boolean {
  return /\btext\/html\b/i.test(reply.contentType);
}

function parametersOf(call: SysproCall, userId: string): Parameters {
  if (call.operation === 'GetLogonProfile') return { UserId: userId };
  // COMFCH is what Query/Fetch means; it takes no name.
  if (call.operation === 'Query/Fetch') return { UserId: userId, XmlIn: call.document };
  const common = { UserId: userId, BusinessObject: call.businessObject };
  if (call.operation === 'Query/Query') return { ...common, XmlIn: call.document };
  return { ...common, XmlParameters: call.parameters, XmlIn: call.document };
}
