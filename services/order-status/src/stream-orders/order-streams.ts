import type { StoredOrder } from '../show-orders/order-reader.js';

/** Where the states of one order go: an open connection. */
export interface StateSink {
  /** False when the reader is too slow to go on with. */
  send(order: StoredOrder): boolean;
  /** Says that it lives. */
  beat(): boolean;
  end(): void;
}

export interface OrderStreamsOptions {
  /** The states of orders as they are now; those nobody knows of are left out. */
  readonly read: (orderIds: readonly string[]) => Promise<readonly StoredOrder[]>;
  readonly heartbeatMs: number;
  /** Most streams at once. */
  readonly limit: number;
  readonly onTrouble?: (error: unknown) => void;
}

interface Stream {
  readonly sink: StateSink;
  /** Sequence of the last state sent; states only ever grow. */
  sent: number;
}

/**
 * Open streams by order. A stream gets the state of its order as it is now, and again whenever that has changed; states in between, of a reader
 * who was away or of changes that come at once, are left out. One read serves all streams of the orders that changed meanwhile.
 */
export class OrderStreams {
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #changed = new Set<string>();
  #open = 0;
  #delivering = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly options: OrderStreamsOptions) {}

  get open(): number {
    return this.#open;
  }

  /** True when there is room for another. */
  get hasRoom(): boolean {
    return !this.#closed && this.#open < this.options.limit;
  }

  /** Opens a stream that has seen the state `after` of its order; the current one comes at once if it is newer. Ends it with what it returns. */
  add(orderId: string, sink: StateSink, after: number): () => void {
    const stream: Stream = { sink, sent: after };
    const ofOrder = this.#streams.get(orderId) ?? new Set();
    this.#streams.set(orderId, ofOrder.add(stream));
    this.#open += 1;
    this.#timer ??= setInterval(() => this.#beat(), this.options.heartbeatMs).unref();
    this.changed(orderId);
    return () => this.#remove(orderId, stream);
  }

  /** An order has another state. Without an id: any may have, because the news of it may have been lost. */
  changed(orderId?: string): void {
    const orderIds = orderId === undefined || orderId === '' ? [...this.#streams.keys()] : [orderId];
    for (const each of orderIds) if (this.#streams.has(each)) this.#changed.add(each);
    void this.#deliver();
  }

  /** Ends all streams: their readers come back to another process. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const [orderId, streams] of this.#streams) for (const stream of streams) this.#end(orderId, stream);
  }

  /** Reads what has changed and sends it, one read after the other. Never throws. */
  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.#changed.size > 0) {
      const orderIds = [...this.#changed];
      this.#changed.clear();
      try {
        for (const order of await this.options.read(orderIds)) this.#send(order);
      } catch (error) {
        this.options.onTrouble?.(error);
        // They are read again with the next change, or the next beat.
        for (const orderId of orderIds) this.#changed.add(orderId);
        break;
      }
    }
    this.#delivering = false;
  }

  #send(order: StoredOrder): void {
    for (const stream of this.#streams.get(order.orderId) ?? []) {
      if (order.sequence <= stream.sent) continue;
      stream.sent = order.sequence;
      if (!stream.sink.send(order)) this.#end(order.orderId, stream);
    }
  }

  #beat(): void {
    for (const [orderId, streams] of this.#streams)
      for (const stream of streams) if (!stream.sink.beat()) this.#end(orderId, stream);
    void this.#deliver();
  }

  #end(orderId: string, stream: Stream): void {
    this.#remove(orderId, stream);
    stream.sink.end();
  }

  #remove(orderId: string, stream: Stream): void {
    const ofOrder = this.#streams.get(orderId);
    if (!ofOrder?.delete(stream)) return;
    this.#open -= 1;
    if (ofOrder.size === 0) this.#streams.delete(orderId);
  }
}
