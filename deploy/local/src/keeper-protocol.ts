import type { Stack, StackOptions, StackProgress } from './stack.js';

export interface KeeperOptions extends Omit<StackOptions, 'env' | 'onProgress'> {
  /** Whether the whole data folder goes when the stack stops: for tests. */
  readonly disposable?: boolean;
}

/** What clients of a stack need. */
export type StackAddresses = Pick<Stack, 'kafkaBrokers' | 'schemaRegistryUrl' | 'databaseUrl' | 'kinds'>;

/** One line of the keeper's standard output. */
export type KeeperLine =
  | { readonly event: 'progress'; readonly progress: StackProgress }
  | { readonly event: 'ready'; readonly stack: StackAddresses }
  | { readonly event: 'failed'; readonly message: string; readonly nextStep?: string };
