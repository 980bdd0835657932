import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Enet, type EnetCall } from './enet.js';
import { readXml } from './wire/read-xml.js';
import { encodeReply } from './wire/reply.js';

/** Longest request line, method and protocol included, in bytes; http.sys's default (syspro.md 1.7, from memory). */
export const MAXIMUM_REQUEST_LINE_BYTES = 16_384;

const BASE = /^\/SYSPROWCFService\/Rest\/(.+?)\/?$/i;
const GET_OPERATIONS = [
  'logon',
  'logoff',
  'getlogonprofile',
  'getversion',
  'query/query',
  'query/fetch',
  'transaction/post',
  'setup/add',
  'setup/update',
];
const POST_OPERATION = 'transaction/postld';

/** e.net over REST: every operation is a GET but PostLD; paths whatever their letter case; 200 also for errors. */
@Controller()
export class EnetController {
  constructor(@Inject(Enet) private readonly enet: Enet) {}

  @All(':service/:rest/*')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const requestLine = `${request.method} ${request.raw.url ?? ''} HTTP/1.1`;
    if (Buffer.byteLength(requestLine) > MAXIMUM_REQUEST_LINE_BYTES)
      return html(reply, 400, 'Bad Request - Invalid URL');
    const url = new URL(request.raw.url ?? '/', 'http://sandbox');
    const operation = BASE.exec(url.pathname)?.[1]?.toLowerCase();
    const expected = operation === POST_OPERATION ? 'POST' : 'GET';
    if (operation === undefined || ![...GET_OPERATIONS, POST_OPERATION].includes(operation)) {
      return html(reply, 404, 'Endpoint not found.');
    }
    if (request.method !== expected) return html(reply, 405, 'Method not allowed.');
    const call = expected === 'POST' ? largeDocument(operation, request.body) : { operation, parameters: query(url) };
    if (!call) return html(reply, 400, 'Bad Request');
    await this.answer(call, reply);
  }

  private async answer(call: EnetCall, reply: FastifyReply): Promise<void> {
    const answer = await this.enet.answer(call);
    if (answer === 'CUT') {
      reply.hijack();
      reply.raw.socket?.destroy();
      return;
    }
    await reply
      .code(answer.status)
      .headers({ 'content-type': 'application/octet-stream', server: 'Microsoft-HTTPAPI/2.0' })
      .send(encodeReply(answer.text, answer.wrapper));
  }
}

async function html(reply: FastifyReply, status: number, text: string): Promise<void> {
  await reply
    .code(status)
    .headers({ 'content-type': 'text/html; charset=us-ascii', server: 'Microsoft-HTTPAPI/2.0' })
    .send(`<!DOCTYPE html><html><head><title>${text}</title></head><body><h2>${text}</h2></body></html>`);
}

function query(url: URL): Map<string, string> {
  return new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
}

/** PostLD's body: the four parameters as elements, XML values as CDATA or escaped text; undefined when it is not that. */
function largeDocument(operation: string, body: unknown): EnetCall | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    const root = readXml(body);
    if (root.name !== 'TransactionPostLD') return undefined;
    return { operation, parameters: new Map(root.elements.map(({ name, text }) => [name.toLowerCase(), text])) };
  } catch {
    return undefined;
  }
}
