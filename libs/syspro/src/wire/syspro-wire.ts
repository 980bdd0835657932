import type { CallContext, CallEffect } from '../session/call-failure.js';
import type { HttpReply, HttpRequest } from '../transport/http-exchange.js';
import type { XmlElement } from '../xml/xml-element.js';

/** One call in SYSPRO's own model, whatever way it travels: the documents are those of the business object. */
export interface SysproCall {
  readonly operation:
    'Query/Query' | 'Query/Fetch' | 'Transaction/Post' | 'Setup/Add' | 'Setup/Update' | 'GetLogonProfile';
  readonly businessObject: string;
  readonly effect: CallEffect;
  /** XML; empty where the operation has none. */
  readonly parameters: string;
  /** XML. */
  readonly document: string;
}

/** A call as it is sent. */
export interface WireRequest extends Omit<HttpRequest, 'timeoutMs' | 'connectTimeoutMs'> {
  /** Its name in evidence and metrics: what it is called in the logs of whoever answers. */
  readonly operation: string;
  /** What the evidence shows of it, without secrets. */
  readonly evidence: { readonly parameters: string; readonly document: string };
}

/** What an answer says before anybody looks into its document. */
export type Answer =
  | {
      readonly kind: 'ANSWER';
      readonly text: string;
      /** Throws for what is no document. */ readonly root: () => XmlElement;
    }
  /** The session is not live (any more); the call was not done. */
  | { readonly kind: 'SESSION_LOST'; readonly text: string }
  /** The business object is not licensed; the call was not done. */
  | { readonly kind: 'NOT_LICENSED'; readonly text: string }
  /** It did not come through; whether anything was done is not said. */
  | { readonly kind: 'EXCEPTION'; readonly text: string };

/** A way to speak to SYSPRO: how calls are put into HTTP and what the replies mean. It keeps no state and sends nothing itself. */
export interface SysproWire {
  logon(): WireRequest;
  /** The session's id in the answer to a logon; undefined when it is none. */
  sessionIdIn(answer: Answer): string | undefined;
  logoff(sessionId: string): WireRequest;
  /** Throws `RejectedError` REQUEST_TOO_LARGE for a call that nothing can carry. */
  request(call: SysproCall, sessionId: string, context: CallContext): WireRequest;
  /** Whether `request` would have a way for it. */
  carries(call: SysproCall): boolean;
  /** Throws the failure that a reply of this status means when it is not SYSPRO's answer. */
  read(reply: HttpReply, request: WireRequest, context: CallContext): Answer;
}
