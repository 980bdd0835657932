import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { post } from '../../test/payments.js';
import { OPERATIONS } from './operations.js';

describe('GET /docs', () => {
  let alone: Alone;
  beforeAll(async () => {
    alone = await startAlone('docs');
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  it('is a page that may load nothing', async () => {
    const answer = await fetch(`${alone.url}/docs`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('POST</span> <code>/shop/orders</code>');
  });

  it('and /docs/openapi.json the document', async () => {
    const answer = await fetch(`${alone.url}/docs/openapi.json`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toMatchObject({ openapi: '3.1.1', paths: { '/opayo/events': { post: {} } } });
  });

  const examples = OPERATIONS.filter(({ path }) => path !== '/payments').flatMap(({ path, request, answers }) =>
    Object.entries(request?.examples ?? {}).map(([name, example]) => ({
      path,
      name,
      example,
      status: answers[0]?.status,
    })),
  );

  it.each(examples)('$path: the example $name is taken as it stands', async ({ path, example, status }) => {
    expect(await post(alone.url, path, example)).toMatchObject({ status });
  });

  it.each(OPERATIONS.filter(({ method }) => method === 'get'))('$path is answered', async ({ path }) => {
    expect((await fetch(`${alone.url}${path}`)).status).toBe(200);
  });
});
