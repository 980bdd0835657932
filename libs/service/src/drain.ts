import type { Logger } from 'pino';

/** One thing to stop, and its name for the log. */
export interface DrainStep {
  readonly name: string;
  readonly close: () => Promise<void>;
}

/**
 * Stops one thing after the other within `timeoutMs` altogether. A step that fails or does not end in time is logged by name and
 * the rest still runs, so that the database is closed even when a consumer hangs. Returns the names of the steps that did not end well.
 */
export async function drain(steps: readonly DrainStep[], timeoutMs: number, log: Logger): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  const unwell: string[] = [];
  for (const { name, close } of steps) {
    try {
      await within(deadline - Date.now(), close());
    } catch (error) {
      unwell.push(name);
      log.error({ err: error, step: name }, `stopping ${name} did not end well`);
    }
  }
  return unwell;
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error('still open when the time for the stop (DRAIN_TIMEOUT_MS) was up');
    timer = setTimeout(() => reject(error), Math.max(0, timeoutMs));
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
