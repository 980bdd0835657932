import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';

export interface TracingOptions {
  readonly service: string;
  /** Base address of a collector; `/v1/traces` is added. Without it spans are made, so that logs and messages carry a trace, and sent nowhere. */
  readonly endpoint?: string | undefined;
  /** How long one sending may take, its repetitions included, milliseconds; and so how long a collector that is away can hold up a stop. Default 3,000. */
  readonly exportTimeoutMs?: number;
  /** Further processors; for tests. */
  readonly processors?: readonly SpanProcessor[];
}

/** Headers of a request or a message, as plain texts. */
export type TraceCarrier = Readonly<Record<string, string | undefined>>;

export interface SpanOptions {
  /** W3C `traceparent` the work came with; without it the span continues the current work, or starts a trace. */
  readonly traceparent?: string | undefined;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

const propagator = new W3CTraceContextPropagator();
const carried = {
  get: (carrier: TraceCarrier, key: string) => carrier[key],
  keys: (carrier: TraceCarrier) => Object.keys(carrier),
};

/**
 * Traces of one service: its own provider and its own current context. OpenTelemetry's globals are left alone, because
 * several services may share a process and a global belongs to whoever came first.
 */
export class Tracing {
  readonly tracer: Tracer;
  readonly #provider: BasicTracerProvider;
  readonly #current = new AsyncLocalStorage<Context>();

  constructor(options: TracingOptions) {
    const processors = [...(options.processors ?? [])];
    if (options.endpoint !== undefined) {
      const url = `${options.endpoint.replace(/\/$/, '')}/v1/traces`;
      processors.push(
        new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: options.exportTimeoutMs ?? 3_000 })),
      );
    }
    this.#provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': options.service, 'service.namespace': 'clarity-connect' }),
      spanProcessors: processors,
    });
    this.tracer = this.#provider.getTracer('clarity-connect');
  }

  /**
   * Runs `work` inside a span, which ends with it; everything awaited in it, logs included, belongs to the span. An error
   * is noted on the span and thrown on.
   */
  async inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T> | T): Promise<T> {
    const context = this.startSpan(name, options);
    const span = trace.getSpan(context) as Span;
    try {
      return await this.#current.run(context, () => work(span));
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Starts a span that the caller ends; returns the context holding it, for `runIn`. */
  startSpan(name: string, { traceparent, kind = SpanKind.INTERNAL, attributes = {} }: SpanOptions): Context {
    const parent = traceparent === undefined ? this.#active() : this.contextOf({ traceparent });
    const span = this.tracer.startSpan(name, { kind, attributes }, parent);
    return trace.setSpan(parent, span);
  }

  /**
   * Notes in the trace a message came with that something became of it, where one transaction serves many messages and no span could hold
   * the work of one. Returns the `traceparent` to send on.
   */
  mark(name: string, options: SpanOptions): string | undefined {
    const context = this.startSpan(name, options);
    trace.getSpan(context)?.end();
    return this.runIn(context, () => this.traceparent());
  }

  /** Runs `work` with `context` as the current one. */
  runIn<T>(context: Context, work: () => T): T {
    return this.#current.run(context, work);
  }

  /** The context that headers carry; the root context when they carry none or a broken one. */
  contextOf(carrier: TraceCarrier): Context {
    return propagator.extract(ROOT_CONTEXT, carrier, carried);
  }

  /** W3C `traceparent` of the current work, to be sent with a request or stored with a message; undefined outside any span. */
  traceparent(): string | undefined {
    const carrier = new Map<string, string>();
    propagator.inject(this.#active(), carrier, {
      set: (into: Map<string, string>, key, value) => into.set(key, value),
    });
    return carrier.get('traceparent');
  }

  /** Trace of the current work, 32 hex digits; undefined outside any span. */
  traceId(): string | undefined {
    return trace.getSpanContext(this.#active())?.traceId;
  }

  /** Sends what is left and stops. Never throws: a collector that is away must not hold up a stop. */
  async close(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined);
  }

  #active(): Context {
    return this.#current.getStore() ?? ROOT_CONTEXT;
  }
}

/** Notes on the span that its work failed, and with what. */
export function failSpan(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}

/** The trace a W3C `traceparent` belongs to, 32 hex digits; undefined when it is none. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  if (traceparent === undefined) return undefined;
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, { traceparent }, carried))?.traceId;
}
