import { SpanKind, trace, type Context } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';
import { failSpan, type Tracing } from '../traces/tracing.js';

/** Asked every few seconds by machines; spans and counts of them would only hide the others. */
const UNOBSERVED = /^\/(health\/|metrics$)/;

/**
 * Gives every request a span (continuing the caller's `traceparent`) and measures it by route, never by address: an address has as
 * many values as there are orders.
 */
export function observeHttp(fastify: FastifyInstance, { metrics, tracing }: { metrics: Metrics; tracing: Tracing }) {
  const duration = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the end of the answer',
    labels: ['method', 'route', 'status'],
  });
  const contexts = new WeakMap<FastifyRequest, Context>();

  fastify.addHook('onRequest', (request, _reply, next) => {
    if (UNOBSERVED.test(request.url)) return next();
    const traceparent = request.headers.traceparent;
    const context = tracing.startSpan(`${request.method} ${routeOf(request)}`, {
      kind: SpanKind.SERVER,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
      attributes: { 'http.request.method': request.method, 'http.route': routeOf(request) },
    });
    contexts.set(request, context);
    return tracing.runIn(context, next);
  });

  // The body arrives in events of the socket, outside the context the first hook opened: step into it again.
  fastify.addHook('preValidation', (request, _reply, next) => {
    const context = contexts.get(request);
    return context ? tracing.runIn(context, next) : next();
  });

  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, next) => {
    const context = contexts.get(request);
    if (!context) return next();
    const labels = { method: request.method, route: routeOf(request), status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    const span = trace.getSpan(context);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (span && reply.statusCode >= 500) failSpan(span, `answered ${reply.statusCode}`);
    span?.end();
    next();
  });
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(no route)';
}
