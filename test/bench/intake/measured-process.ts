/** What a measured process says to its parent. */
export type Told =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'memory'; readonly heapBytes: number; readonly residentBytes: number };

/** Says where the server is, answers questions about memory (after a collection, so that only what is kept counts), and ends when told. */
export function serveMeasured(url: string, close: () => Promise<unknown>): void {
  const tell = (told: Told): void => void process.send?.(told);
  process.on('message', (asked) => {
    if (asked === 'memory') {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      tell({ kind: 'memory', heapBytes: heapUsed, residentBytes: rss });
    }
    if (asked === 'end') void close().finally(() => process.exit(0));
  });
  tell({ kind: 'ready', url });
}
