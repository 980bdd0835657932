import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { traceIdOf, Tracing } from './tracing.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const open: Tracing[] = [];
function tracingOf(service: string) {
  const spans = new InMemorySpanExporter();
  const tracing = new Tracing({ service, processors: [new SimpleSpanProcessor(spans)] });
  open.push(tracing);
  return { tracing, spans };
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((tracing) => tracing.close()));
});

describe('tracing', () => {
  it('a message continues the trace it came with, and what is sent on continues it further', async () => {
    const { tracing, spans } = tracingOf('posting');
    const sentOn = await tracing.inSpan('post receipt', { traceparent: TRACEPARENT }, async () => {
      await Promise.resolve();
      return { traceparent: tracing.traceparent(), traceId: tracing.traceId() };
    });

    const [span] = spans.getFinishedSpans();
    expect(sentOn).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${span?.spanContext().spanId}-01`,
    });
    expect(span?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(span?.resource.attributes['service.name']).toBe('posting');
  });

  it('a mark is a span in the trace a message came with, and what is sent on continues from it', () => {
    const { tracing, spans } = tracingOf('order-status');
    const sentOn = tracing.mark('order status told', { traceparent: TRACEPARENT, attributes: { orderId: 'gifts/1' } });
    const [span] = spans.getFinishedSpans();
    expect(sentOn).toBe(`00-4bf92f3577b34da6a3ce929d0e0e4736-${span?.spanContext().spanId}-01`);
    expect(span).toMatchObject({ name: 'order status told', attributes: { orderId: 'gifts/1' } });
    expect(tracing.traceId()).toBeUndefined();
  });

  it('spans nest by the work they are made in, and concurrent work keeps apart', async () => {
    const { tracing } = tracingOf('posting');
    const work = (name: string) =>
      tracing.inSpan(name, {}, async () => {
        const outer = tracing.traceId();
        await Promise.resolve();
        return [outer, await tracing.inSpan('inner', {}, () => tracing.traceId())];
      });
    const [[a, innerOfA], [b, innerOfB]] = (await Promise.all([work('a'), work('b')])) as [string[], string[]];

    expect(innerOfA).toBe(a);
    expect(innerOfB).toBe(b);
    expect(a).not.toBe(b);
    expect(tracing.traceId()).toBeUndefined();
    expect(tracing.traceparent()).toBeUndefined();
  });

  it('two services of a process do not see each other, and the globals stay untouched', async () => {
    const [left, right] = [tracingOf('ingestion'), tracingOf('posting')];
    await left.tracing.inSpan('left', {}, () => {
      expect(right.tracing.traceId()).toBeUndefined();
      expect(trace.getSpan(context.active())).toBeUndefined();
    });
    expect(right.spans.getFinishedSpans()).toEqual([]);
  });

  it('an error is noted on the span and thrown on', async () => {
    const { tracing, spans } = tracingOf('posting');
    const error = new Error('no');
    await expect(tracing.inSpan('x', {}, () => Promise.reject(error))).rejects.toBe(error);
    expect(spans.getFinishedSpans()[0]?.status).toEqual({ code: 2, message: 'no' });
  });

  it.each([undefined, '', 'nonsense', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])(
    'the traceparent %s starts a new trace',
    async (traceparent) => {
      const { tracing } = tracingOf('posting');
      expect(traceIdOf(traceparent)).toBeUndefined();
      expect(await tracing.inSpan('x', { traceparent }, () => tracing.traceId())).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    },
  );

  it('spans go to the collector at the latest when the service stops, and a collector that is away holds up nothing', async () => {
    const paths: string[] = [];
    const collector = createServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const tracing = new Tracing({ service: 'posting', endpoint: `http://127.0.0.1:${port}/` });
    await tracing.inSpan('x', {}, () => undefined);
    await tracing.close();
    collector.close();
    expect(paths).toEqual(['POST /v1/traces']);

    const unheard = new Tracing({ service: 'posting', endpoint: 'http://127.0.0.1:1', exportTimeoutMs: 100 });
    await unheard.inSpan('x', {}, () => undefined);
    await expect(unheard.close()).resolves.toBeUndefined();
  });
});
