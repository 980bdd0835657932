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
