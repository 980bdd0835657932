import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Header, Inject, Module, Param, Post, Req, type DynamicModule } from '@nestjs/common';
import { EventPattern, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import {
  baseSettings,
  createService,
  defineConfig,
  notFound,
  PLATFORM,
  StartError,
  Validated,
  type BaseConfig,
  type Platform,
  type RunningService,
} from './index.js';

const ORDER = z.object({ lines: z.array(z.object({ quantity: z.string({ error: 'a text is expected' }) })) });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

@Controller()
class ThingsController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Get('things/:name')
  one(@Param('name') name: string) {
    throw notFound(`There is no thing '${name}'`);
  }

  @Post('orders')
  order(@Body(new Validated(ORDER)) body: object) {
    this.platform.log.info({ orderId: 'gifts/1' }, 'taken');
    return { ...body, traceparent: this.platform.tracing.traceparent() };
  }

  @Post('form')
  @Header('content-type', 'text/plain')
  form(@Req() request: FastifyRequest & { rawBody: Buffer }) {
    return request.rawBody.toString('hex');
  }

  @Get('fails/:how')
  fail(@Param('how') how: string) {
    if (how === 'retryable')
      throw new RetryableError('orders-database.internal is away', { code: 'DATABASE_AWAY', retryAfterMs: 1500 });
    if (how === 'rejected') throw new RejectedError('No.', { code: 'TOO_LATE', owner: 'shop', suggestedFix: 'x' });
    throw new Error('select * from secrets');
  }

  @EventPattern('orders')
  consume(_records: unknown) {
    throw new OutcomeUnknownError('silence', { code: 'SILENCE' });
  }
}

/** A transport that keeps what its handlers throw. */
class FakeStrategy extends Server implements CustomTransportStrategy {
  readonly happened: string[] = [];
  override on(): never {
    throw new Error('not used');
  }
  override unwrap(): never {
    throw new Error('not used');
  }
  override listen(callback: () => void) {
    this.happened.push('listens');
    callback();
  }
  override close() {
    this.happened.push('closes');
  }
  async deliver(pattern: string): Promise<unknown> {
    return this.messageHandlers.get(pattern)?.({}, {});
  }
}

@Module({})
class ThingsModule {}

let running: RunningService[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-'));
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.close()));
  running = [];
  rmSync(folder, { recursive: true });
});

const logFile = () => join(folder, 'service.log');
const logged = () =>
  readFileSync(logFile(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function start(environment: Record<string, string> = {}, wire: (platform: Platform) => unknown = () => {}) {
  const definition = {
    name: environment['NAME'] ?? 'things',
    config: defineConfig(baseSettings),
    module: async (platform: Platform<BaseConfig>): Promise<DynamicModule> => {
      await wire(platform);
      return { module: ThingsModule, controllers: [ThingsController] };
    },
  };
  const service = await createService(definition, { LOG_FILE: logFile(), ...environment });
  running.push(service);
  return service;
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

async function problem(answer: Promise<Response>) {
  const response = await answer;
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Record<string, unknown>;
}

describe('errors over HTTP are problems that help and do not leak', () => {
  it('what is not there', async () => {
    const { url } = await start();
    expect(await problem(fetch(`${url}/things/kettle`))).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: "There is no thing 'kettle'",
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await problem(fetch(`${url}/nowhere`))).toMatchObject({ status: 404, detail: 'Cannot GET /nowhere' });
  });

  it('each wrong field by its path', async () => {
    const { url } = await start();
    expect(await problem(post(`${url}/orders`, '{"lines":[{"quantity":"1"},{}]}'))).toMatchObject({
      status: 400,
      title: 'The request is not valid',
      errors: [{ field: 'lines.1.quantity', message: 'a text is expected' }],
    });
  });

  it.each([
    ['broken JSON', '{"lines":', 'application/json', 400],
    ['an empty body', '', 'application/json', 400],
    ['a media type nobody asked for', '<a/>', 'application/xml', 415],
    ['a body above the limit', `{"note":"${'x'.repeat(1024)}"}`, 'application/json', 413],
  ])('%s', async (_what, body, type, status) => {
    const { url } = await start({ HTTP_BODY_LIMIT_BYTES: '1024' });
    expect(await problem(post(`${url}/orders`, body, { 'content-type': type }))).toMatchObject({ status });
  });

  it('broken JSON, without quoting it: it may be personal, or a card', async () => {
    const { url } = await start();
    const answer = await problem(
      post(`${url}/orders`, '{"name":"Ada","card":4929 0000}', { 'content-type': 'application/json' }),
    );
    expect(JSON.stringify(answer)).not.toMatch(/Ada|4929/);
  });

  it('a path that is no UTF-8', async () => {
    const { url } = await start();
    expect(await problem(fetch(`${url}/things/%ff`))).toMatchObject({ status: 400 });
  });

  it('our own faults: the log has them, the client does not', async () => {
    const { url } = await start();
    expect(await problem(fetch(`${url}/fails/bug`))).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      traceId: expect.any(String),
    });
    expect(logged()).toContainEqual(
      expect.objectContaining({ level: 'error', err: expect.objectContaining({ message: 'select * from secrets' }) }),
    );
  });

  it('what may work later says when; what never will says why', async () => {
    const { url } = await start();
    const later = await fetch(`${url}/fails/retryable`);
    expect([later.status, later.headers.get('retry-after'), await later.text()]).toEqual([
      503,
      '2',
      expect.not.stringContaining('orders-database'),
    ]);
    expect(await problem(fetch(`${url}/fails/rejected`))).toMatchObject({
      status: 422,
      type: 'urn:clarity-connect:problem:too-late',
      detail: 'No.',
    });
  });
});

describe('requests', () => {
  it('continue the trace they came with, in the handler and in the log', async () => {
    const { url } = await start();
    const answer = await post(`${url}/orders`, '{"lines":[]}', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    expect(await answer.json()).toEqual({
      lines: [],
      traceparent: expect.stringMatching(`^00-${TRACE}-(?!00f067aa0ba902b7)`),
    });
    expect(logged()).toContainEqual(expect.objectContaining({ msg: 'taken', orderId: 'gifts/1', traceId: TRACE }));
  });

  it('keep their body as it came, whatever its charset', async () => {
    const { url } = await start();
    const body = Buffer.from('Name=Zo\xeb&x=%A3', 'latin1');
    const answer = await fetch(`${url}/form`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await answer.text()).toBe(body.toString('hex'));
  });

  it('are measured by route, not by address; the askers of health are not', async () => {
    const { url } = await start();
    for (const name of ['a', 'b']) await fetch(`${url}/things/${name}`);
    await fetch(`${url}/health/ready`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{service="things",method="GET",route="/things/:name",status="404"} 2',
    );
    expect(text).not.toContain('route="/health');
  });
});

describe('several services in a process', () => {
  it('keep their names in logs and metrics apart', async () => {
    const [left, right] = [await start({ NAME: 'ingestion' }), await start({ NAME: 'posting' })];
    await Promise.all([fetch(`${left.url}/fails/bug`), fetch(`${right.url}/fails/bug`)]);
    const failures = logged().filter(({ level }) => level === 'error');
    expect(failures.map(({ service }) => service).sort()).toEqual(['ingestion', 'posting']);
    expect(await (await fetch(`${right.url}/metrics`)).text()).not.toContain('service="ingestion"');
  });

  it("Nest's own lines are in our vocabulary, its wiring among the details", async () => {
    await start({ LOG_LEVEL: 'debug' });
    const line = logged().find(({ msg }) => String(msg).includes('/things/:name'));
    expect(line).toMatchObject({ level: 'debug', service: 'things', context: 'RouterExplorer' });
  });
});

describe('a transport', () => {
  it('starts after HTTP listens, gets errors as they were thrown, and stops after HTTP', async () => {
    const strategy = new FakeStrategy();
    const service = await start({}, (platform) => {
      platform.fastify.addHook('onListen', async () => void strategy.happened.push('HTTP listens'));
      platform.fastify.addHook('onClose', async () => void strategy.happened.push('HTTP closes'));
      platform.useStrategy(strategy);
    });
    await expect(strategy.deliver('orders')).rejects.toBeInstanceOf(OutcomeUnknownError);
    await service.close();
    expect(strategy.happened).toEqual(['HTTP listens', 'listens', 'HTTP closes', 'closes']);
  });
});

describe('the stop', () => {
  it('finishes the request under way, is not ready meanwhile, and closes the database last', async () => {
    const closed: string[] = [];
    let finish = () => {};
    let arrived = () => {};
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const service = await start({}, (platform) => {
      platform.onClose('database', async () => void closed.push('database'));
      platform.onClose('relay', async () => void closed.push('relay'));
      platform.fastify.get('/slow', async () => {
        arrived();
        await new Promise<void>((resolve) => (finish = resolve));
        closed.push('answered');
        return 'done';
      });
    });
    const answer = fetch(`${service.url}/slow`);
    await underWay;
    const stopped = service.close();
    expect(service.close()).toBe(stopped);
    finish();
    expect(await (await answer).text()).toBe('done');
    await stopped;
    expect(closed).toEqual(['answered', 'relay', 'database']);
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
    expect(logged().at(-1)).toMatchObject({ msg: 'things has stopped', unwell: [] });
  });

  it('does not wait for a client that never ends', async () => {
    const service = await start({ DRAIN_TIMEOUT_MS: '200' }, (platform) => {
      platform.fastify.get('/for-ever', (_request, reply) => void reply.raw.write('…'));
    });
    const open = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(`${service.url}/for-ever`, resolve).end();
    });
    const cut = new Promise((resolve) => open.once('error', resolve));
    open.resume();
    await service.close();
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a start that fails', () => {
  it('names the port that is taken and the next step, and closes what was opened', async () => {
    const owner = createServer();
    await new Promise<void>((resolve) => owner.listen(0, '127.0.0.1', resolve));
    const { port } = owner.address() as AddressInfo;
    const closed: string[] = [];
    try {
      const failure = start({ HTTP_PORT: String(port) }, (platform) =>
        platform.onClose('database', async () => void closed.push('database')),
      );
      await expect(failure).rejects.toThrow(StartError);
      await expect(failure).rejects.toThrow(new RegExp(`Port ${port} on 127.0.0.1 is taken.*HTTP_PORT`));
      expect(closed).toEqual(['database']);
    } finally {
      owner.close();
    }
  });

  it('in the wiring comes out as it was thrown', async () => {
    const error = new Error('no migrations');
    await expect(start({}, () => Promise.reject(error))).rejects.toBe(error);
  });
});
