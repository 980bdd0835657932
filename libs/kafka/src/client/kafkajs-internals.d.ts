// Parts of KafkaJS that it does not type, because it does not mean them to be touched. Only the patches in this folder import them.
declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface RequestQueueInternals {
    readonly pending: readonly unknown[];
    /** Milliseconds since the epoch; -1 when the broker never throttled us. */
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  const RequestQueue: { readonly prototype: RequestQueueInternals };
  export default RequestQueue;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  interface DecoderInternals {
    readonly buffer: Buffer;
    /** A decoder of the next `size` bytes. */
    slice(size: number): DecoderInternals;
  }
  const Decoder: { readonly prototype: DecoderInternals };
  export default Decoder;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  import type { KafkaMessage } from 'kafkajs';
  /** The records of one partition in an answer to a fetch. */
  const decodeMessages: (decoder: object) => Promise<KafkaMessage[]>;
  export default decodeMessages;
}
