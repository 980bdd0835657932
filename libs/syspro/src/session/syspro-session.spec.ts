import { afterEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import { SysproSession } from './syspro-session.js';
import type { CallSummary, CallTrail, SysproSettings } from './syspro-settings.js';

// Only what the wire can do to us; what SYSPRO says is in the golden replies.
const ID = '0F1E2D3C4B5A69788796A5B4C3D2E1F000';
const DEAD =
  'ERROR: The supplied UserID is invalid. Either you were not logged in, or your session has expired. You will need to logon again.';
const REPLY = '<x><StatusOfItems><ItemsProcessed>1</ItemsProcessed></StatusOfItems></x>';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly raw: string;
  readonly body: string;
}
type Answer = (seen: Seen, response: http.ServerResponse, socket: net.Socket) => void;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function server(answer: Answer): Promise<{ baseUrl: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const listening = http.createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = request.url ?? '';
      const url = new URL(raw, 'http://h');
      const call = {
        method: request.method ?? '',
        path: url.pathname.replace('/Rest/', ''),
        parameters: url.searchParams,
        raw,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      seen.push(call);
      if (call.path === 'Logon') return response.end(`${ID}  `);
      if (call.path === 'Logoff') return response.end('0');
      answer(call, response, request.socket);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        listening.close(() => resolve());
        listening.closeAllConnections();
      }),
  });
  return { baseUrl: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/Rest`, seen };
}

function session(baseUrl: string, settings: Partial<SysproSettings> = {}): SysproSession {
  return new SysproSession({
    baseUrl,
    operator: 'POST01',
    operatorPassword: { reveal: () => 'operator-secret' },
    companyId: 'GIFT',
    companyPassword: { reveal: () => 'company-secret' },
    timeoutMs: 2_000,
    ...settings,
  });
}

const caught = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
};

const post = (door: SysproSession, trail?: CallTrail) =>
  door.post('SORTOI', '<p/>', '<d>a b&amp;é</d>', trail && { trail });
const query = (door: SysproSession) => door.query('SORQRY', '<q/>');
const callsTo = (seen: Seen[], path: string) => seen.filter((call) => call.path === path).length;

describe('a session', () => {
  it('logs on once, sends all four parameters, takes turns, and logs off', async () => {
    let running = 0;
    let most = 0;
    const { baseUrl, seen } = await server((_, response) => {
      most = Math.max(most, (running += 1));
      setImmediate(() => {
        running -= 1;
        response.end(REPLY);
      });
    });
    const door = session(baseUrl);
    await Promise.all([query(door), post(door), query(door)]);
    await door.close();

    expect(seen.map((call) => call.path)).toEqual([
      'Logon',
      'Query/Query',
      'Transaction/Post',
      'Query/Query',
      'Logoff',
    ]);
    expect(Object.fromEntries(seen[0]!.parameters)).toEqual({
      Operator: 'POST01',
      OperatorPassword: 'operator-secret',
      CompanyId: 'GIFT',
      CompanyPassword: 'company-secret',
    });
    expect(seen[1]!.parameters.get('UserId')).toBe(ID);
    expect(most).toBe(1);
  });

  it('writes blanks as %20 and characters as percent-encoded UTF-8', async () => {
    const { baseUrl, seen } = await server((_, response) => response.end(REPLY));
    await post(session(baseUrl));
    expect(seen[1]!.raw).toContain('XmlIn=%3Cd%3Ea%20b%26amp%3B%C3%A9%3C%2Fd%3E');
  });

  it('logs on again when SYSPRO no longer knows it and repeats the call, which was not done', async () => {
    let answers = 0;
    const { baseUrl, seen } = await server((_, response) => response.end((answers += 1) === 1 ? DEAD : REPLY));
    await post(session(baseUrl));
    expect(seen.map((call) => call.path)).toEqual(['Logon', 'Transaction/Post', 'Logon', 'Transaction/Post']);
  });

  it('gives up when it is ended again at once: surely not done, and for everybody', async () => {
    const { baseUrl, seen } = await server((_, response) => response.end(DEAD));
    const error = await caught(post(session(baseUrl)));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: 'SYSPRO_SESSION_LOST', target: 'syspro:GIFT' });
    expect(callsTo(seen, 'Transaction/Post')).toBe(2);
  });

  it('asks its caller right before a posting, each time, and sends nothing when the caller objects', async () => {
    let answers = 0;
    const { baseUrl, seen } = await server((_, response) => response.end((answers += 1) === 1 ? DEAD : REPLY));
    const asked: number[] = [];
    await session(baseUrl).post('SORTOI', '<p/>', '<d/>', { beforePosting: async () => void asked.push(seen.length) });
    expect(asked).toEqual([1, 3]);
    const objection = new Error('lease lost');
    const objecting = { beforePosting: () => Promise.reject(objection) };
    expect(await caught(session(baseUrl).post('SORTOI', '<p/>', '<d/>', objecting))).toBe(objection);
    expect(callsTo(seen, 'Transaction/Post')).toBe(2);
    await session(baseUrl).query('SORQRY', '<q/>', objecting);
  });

  it('a refused logon is surely not done', async () => {
    const refusing = http.createServer((_, response) => response.end('ERROR: Invalid operator password'));
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => refusing.close(() => resolve())) });
    const door = session(`http://127.0.0.1:${(refusing.address() as AddressInfo).port}`);
    expect(await caught(post(door))).toMatchObject({ kind: 'retryable', code: 'SYSPRO_LOGON_REFUSED' });
  });
});

describe('a long document', () => {
  const long = `<d>${'x'.repeat(9_000)} ]]> é</d>`;

  it('goes by PostLD, whole', async () => {
    const { baseUrl, seen } = await server((_, response) => response.end(REPLY));
    await session(baseUrl).post('SORTOI', '<p/>', long);
    const sent = seen[1]!;
    expect([sent.method, sent.path]).toEqual(['POST', 'Transaction/PostLD']);
    expect(sent.raw).not.toContain('?XmlIn');
    expect(sent.body).toContain(
      `<UserId>${ID}</UserId><BusinessObject>SORTOI</BusinessObject><XmlParameters><![CDATA[<p/>]]>`,
    );
    expect(sent.body.replaceAll(']]]]><![CDATA[>', ']]>')).toContain(long);
  });

  it('is in the evidence under the request that was really made', async () => {
    const { baseUrl } = await server((_, response) => response.end(REPLY));
    const trail: CallTrail = [];
    const door = session(baseUrl);
    await door.post('SORTOI', '<p/>', long, { trail });
    await post(door, trail);
    expect(trail.map(({ operation }) => operation)).toEqual(['Transaction/PostLD', 'Transaction/Post']);
  });

  it('is refused, and parked, where nothing can carry it', async () => {
    const { baseUrl } = await server((call, response) => {
      response.statusCode = call.path === 'Transaction/PostLD' ? 404 : 200;
      response.end('<html>Endpoint not found</html>');
    });
    expect(await caught(session(baseUrl).post('SORTOI', '<p/>', long))).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
    const without = session(baseUrl, { largeDocuments: 'NEVER' });
    expect(await caught(without.post('SORTOI', '<p/>', long))).toBeInstanceOf(RejectedError);
    expect(await caught(session(baseUrl).query('COMFND', long))).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
  });
});

describe('what a failure means', () => {
  const unknown = (code: string) => ({ kind: 'outcome-unknown', code });
  const retryable = (code: string) => ({ kind: 'retryable', code, target: 'syspro:GIFT' });

  it.each<[string, Answer, string]>([
    ['drops the connection before answering', (_, __, socket) => socket.destroy(), 'SYSPRO_CONNECTION_LOST'],
    [
      'drops the connection in the middle of its answer',
      (_, response, socket) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write(REPLY, () => socket.destroy());
      },
      'SYSPRO_CONNECTION_LOST',
    ],
    ['says nothing', () => undefined, 'SYSPRO_TIMEOUT'],
    [
      'answers 500',
      (_, response) => {
        response.statusCode = 500;
        response.end('boom');
      },
      'SYSPRO_HTTP_ERROR',
    ],
    [
      'answers a page',
      (_, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end('<html>Welcome</html>');
      },
      'SYSPRO_HTTP_ERROR',
    ],
    ['answers half an XML', (_, response) => response.end(REPLY.slice(0, 20)), 'SYSPRO_UNREADABLE'],
  ])(
    'when SYSPRO %s a posting is in doubt and is sent exactly once; a query may be asked again',
    async (_, answer, code) => {
      const { baseUrl, seen } = await server(answer);
      const error = await caught(post(session(baseUrl, { timeoutMs: 300 })));
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject(unknown(code));
      expect(callsTo(seen, 'Transaction/Post')).toBe(1);
      expect(await caught(query(session(baseUrl, { timeoutMs: 300 })))).toMatchObject(retryable(code));
    },
  );

  it('an address where nobody listens, and one that does not exist, are surely not sent', async () => {
    const { baseUrl } = await server(() => undefined);
    for (const part of open.splice(0)) await part.close();
    expect(await caught(post(session(baseUrl)))).toMatchObject(retryable('SYSPRO_UNREACHABLE'));
    expect(await caught(post(session('http://no-such-host.invalid/Rest')))).toMatchObject(
      retryable('SYSPRO_UNREACHABLE'),
    );
  });

  it('a connection that does not come about in time is surely not sent', async () => {
    // Accepts TCP and never finishes the TLS handshake: connected for TCP, not for us.
    const silent = net.createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const door = session(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`, { connectTimeoutMs: 100 });
    silent.on('connection', (socket) => open.push({ close: async () => void socket.destroy() }));
    open.push({ close: () => new Promise((resolve) => silent.close(() => resolve())) });
    expect(await caught(post(door))).toMatchObject(retryable('SYSPRO_UNREACHABLE'));
  });

  it("an object that is not licensed is the target's trouble, not the posting's; nothing was done", async () => {
    const { baseUrl } = await server((_, response) => response.end('ERROR: e.net exception raised: 100000'));
    expect(await caught(post(session(baseUrl)))).toMatchObject(retryable('NOT_LICENSED'));
    expect(await caught(query(session(baseUrl)))).toMatchObject(retryable('NOT_LICENSED'));
  });

  it('any other ERROR leaves a posting in doubt, because SYSPRO refuses postings in XML; a query may be asked again', async () => {
    const { baseUrl } = await server((_, response) => response.end('ERROR: Key not found on table'));
    expect(await caught(post(session(baseUrl)))).toMatchObject(unknown('SYSPRO_EXCEPTION'));
    expect(await caught(query(session(baseUrl)))).toMatchObject({ kind: 'retryable', code: 'SYSPRO_QUERY_FAILED' });
  });

  it('neither errors nor summaries hold passwords, sessions or documents; the trail holds what was said', async () => {
    const calls: CallSummary[] = [];
    const trail: CallTrail = [];
    const { baseUrl } = await server((_, __, socket) => socket.destroy());
    const door = session(baseUrl, { onCall: (call) => calls.push(call) });
    const error = await caught(post(door, trail));
    const shown = inspect([error, calls, door], { depth: 10 });
    expect(shown).not.toMatch(/operator-secret|company-secret|a b&amp;/);
    expect(shown).not.toContain(ID);
    expect(calls).toMatchObject([
      { operation: 'Logon' },
      { businessObject: 'SORTOI', result: 'SYSPRO_CONNECTION_LOST' },
    ]);
    expect(trail).toMatchObject([{ businessObject: 'SORTOI', document: '<d>a b&amp;é</d>', reply: '' }]);
  });
});
