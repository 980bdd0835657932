import { isConnectError } from '#libs/errors';
import { ConfigurationError, type Environment } from './config/define-config.js';
import { StartError, type RunningService } from './create-service.js';

/** How a service is made from an environment: the `create` of its module file. */
export type Create = (environment: Environment) => Promise<RunningService>;

/** What `runService` needs of `process`. */
export interface HostProcess {
  readonly env: Environment;
  readonly stderr: { write(text: string): unknown };
  on(signal: 'SIGTERM' | 'SIGINT', handler: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * The main of every service: starts it from the process's environment, drains it on SIGTERM and SIGINT, and ends the process with
 * 0, or with 1 and a message on standard error when it does not start or cannot go on. A signal during the start ends the process once the start is
 * over; a second one ends it at once.
 */
export async function runService(create: Create, host: HostProcess = process): Promise<void> {
  let signals = 0;
  const signalled = new Promise<void>((resolve) => {
    const onSignal = () => {
      signals += 1;
      if (signals > 1) host.exit(1);
      resolve();
    };
    host.on('SIGTERM', onSignal);
    host.on('SIGINT', onSignal);
  });
  try {
    const service = await create(host.env);
    const failed = service.failed?.then((error) => {
      host.stderr.write(`The service cannot go on: ${error.message}\n`);
      return 1;
    });
    const ended = Promise.race([signalled.then(() => 0), ...(failed === undefined ? [] : [failed])]);
    void ended.then(async (code) => {
      await service.close();
      host.exit(code);
    });
  } catch (error) {
    host.stderr.write(`${startFailure(error)}\n`);
    host.exit(1);
  }
}

/** What somebody has to do, or wait for, is told without a stack; anything else is a bug and comes with one. */
function startFailure(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof StartError) return error.message;
  if (isConnectError(error) && error.kind !== 'invariant-violation') {
    const because = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return `The service did not start (${error.code}): ${error.message}${because}`;
  }
  return error instanceof Error ? `The service did not start: ${error.stack ?? error.message}` : String(error);
}
