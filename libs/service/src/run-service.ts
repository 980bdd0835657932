import { ConfigurationError, type Environment } from './config/define-config.js';
import { StartError, type RunningService } from './create-service.js';

/** How a service is made from an environment: the `create` of its module file. */
export type Create = (environment: Environment) => Promise<RunningService>;

/**
 * The main of every service: starts it from the process's environment, drains it on SIGTERM and SIGINT, and ends the process with
 * 0, or with 1 and a message on standard error when it does not start. A second signal ends the process at once.
 */
export async function runService(create: Create): Promise<void> {
  let service: RunningService;
  try {
    service = await create(process.env);
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void service.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** What somebody has to do is told without a stack; anything else is a bug and comes with one. */
function startFailure(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof StartError) return error.message;
  return error instanceof Error ? `The service did not start: ${error.stack ?? error.message}` : String(error);
}
