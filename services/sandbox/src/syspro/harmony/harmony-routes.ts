import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cutConnection } from '../../faults/opayo-faults.js';
import type { Enet, EnetAnswer, EnetCall } from '../enet.js';
import { readXml, type XmlElement } from '../wire/read-xml.js';
import { HARMONY_OBJECTS, type HarmonyObject } from './business-objects.js';
import { JsonMalformed, jsonOf, xmlOf } from './json-documents.js';

const PREFIX = '/api/harmony/2.0';
const REFUSED_COUNTERS = ['ItemsInvalid', 'RecordsInvalid', 'ItemsRejectedWithWarnings', 'PostingsInvalid'];

/**
 * The same SYSPRO by the `harmony` profile: JSON over REST before e.net's own business objects, sessions, licences and faults. What is
 * refused answers 422 with the document that says so, a session that is not live 401, no licence 403, an `ERROR` text 500.
 */
export function serveHarmony(fastify: FastifyInstance, enet: Enet): void {
  void fastify.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
      scope.setErrorHandler(async (error: { statusCode?: number; message: string }, _, reply) => {
        const status = error instanceof JsonMalformed ? 400 : (error.statusCode ?? 500);
        await problem(reply, status, status < 500 ? error.message : '');
      });
      scope.all('/*', async (request, reply) => {
        const path = pathOf(request);
        if (path === 'Session') return session(enet, request, reply);
        const object = HARMONY_OBJECTS[`${request.method} ${path}`];
        if (!object) return problem(reply, 404, `There is no ${request.method} ${path}`);
        const answer = await enet.answer(callOf(request, object));
        if (answer === 'CUT') return cutConnection(reply);
        return answerWith(reply, answer, object.elements);
      });
    },
    { prefix: PREFIX },
  );
}

/** `POST Session` logs on, `DELETE Session` logs off. */
async function session(enet: Enet, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const logsOn = request.method === 'POST';
  if (!logsOn && request.method !== 'DELETE') return problem(reply, 404, `There is no ${request.method} Session`);
  const given = logsOn ? Object.entries(bodyOf(request)) : [['UserId', bearer(request)]];
  const parameters = new Map(given.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
  const answer = await enet.answer({ operation: logsOn ? 'logon' : 'logoff', parameters });
  if (answer === 'CUT') return cutConnection(reply);
  if (answer.status !== 200 || answer.text.startsWith('ERROR')) return problem(reply, 401, wordsOf(answer));
  if (!logsOn) return void (await reply.code(204).send());
  await json(reply, 201, { Session: { SessionId: answer.text.trimEnd() } });
}

function callOf(request: FastifyRequest, { operation, businessObject, elements }: HarmonyObject): EnetCall {
  const parameters = new Map([
    ['userid', bearer(request)],
    ['businessobject', businessObject],
  ]);
  if (request.method === 'GET') return { operation, parameters };
  const { Parameters, ...document } = bodyOf(request);
  const [root, ...others] = Object.entries(document);
  if (!root || others.length > 0) throw new JsonMalformed('The body is Parameters and one document');
  parameters.set('xmlin', xmlOf(root[0], root[1], elements));
  if (Parameters !== undefined) parameters.set('xmlparameters', xmlOf(root[0], { Parameters }, {}));
  return { operation, parameters };
}

async function answerWith(
  reply: FastifyReply,
  answer: Exclude<EnetAnswer, 'CUT'>,
  elements: HarmonyObject['elements'],
): Promise<void> {
  if (answer.status !== 200) return problem(reply, answer.status, '');
  const words = wordsOf(answer);
  if (/^The supplied UserID is invalid\./.test(words)) return problem(reply, 401, words);
  if (/^e\.net exception raised: 100000\b/.test(words)) return problem(reply, 403, words);
  if (words !== '') return problem(reply, 500, words);
  const document = readXml(answer.text);
  await json(reply, isRefused(document) ? 422 : 200, jsonOf(document, elements));
}

/** By SYSPRO's own counters and errors (syspro.md 2.0). */
function isRefused(element: XmlElement): boolean {
  if (element.name === 'ErrorDescription') return true;
  if (REFUSED_COUNTERS.includes(element.name) && Number(element.text) > 0) return true;
  return element.elements.some(isRefused);
}

/** What an `ERROR` text says; empty for any other answer. */
function wordsOf({ text }: Exclude<EnetAnswer, 'CUT'>): string {
  return text.startsWith('ERROR: ') ? text.slice('ERROR: '.length) : '';
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(typeof request.body === 'string' ? request.body : '');
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Said below, as for any other body that is no object.
  }
  throw new JsonMalformed('The body is no JSON object');
}

function bearer(request: FastifyRequest): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function pathOf(request: FastifyRequest): string {
  return new URL(request.raw.url ?? '/', 'http://sandbox').pathname.slice(PREFIX.length).replace(/^\/|\/$/g, '');
}

function problem(reply: FastifyReply, status: number, detail: string): Promise<void> {
  return json(reply, status, { status, ...(detail !== '' && { detail }) }, 'application/problem+json');
}

async function json(reply: FastifyReply, status: number, body: unknown, type = 'application/json'): Promise<void> {
  await reply.code(status).header('content-type', type).send(JSON.stringify(body));
}
