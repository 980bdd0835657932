import { SetupProblem } from '../setup/problem.js';
import type { SupervisedProcess } from './supervised-process.js';
import { until } from './until.js';

/** How long a part may take to its first answer; a loaded machine of two cores needs a third of it. */
const START_TIMEOUT_MS = 90_000;

/**
 * Waits for a part's first answer.
 *
 * @throws SetupProblem with the last lines of its log when it ends or stays silent; it is stopped then
 */
export async function ready(title: string, part: SupervisedProcess, answers: () => Promise<boolean>): Promise<void> {
  try {
    await until(async () => part.ended || (await answers()), START_TIMEOUT_MS);
  } catch {
    await part.stop();
    throw new SetupProblem(
      `${title} did not answer within ${START_TIMEOUT_MS / 1000} s. ${part.lastWords}`,
      'see its log.',
    );
  }
  if (part.ended) throw new SetupProblem(`${title} ended instead of starting. ${part.lastWords}`, 'see its log.');
}
