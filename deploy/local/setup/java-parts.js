import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, ask, runLogged } from './command.js';
import { SetupProblem } from './problem.js';

/**
 * Where Kafka's jars and the registry are, or will be: a folder named by the pom's hash, so that another version is another folder.
 *
 * @param {string} root the repository's
 * @returns {{ folder: string, kafka: string, registry: string, present: boolean }}
 */
export function javaParts(root) {
  const pom = readFileSync(join(root, 'deploy/local/pom.xml'));
  const folder = join(
    root,
    '.local/cache',
    `java-parts-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`,
  );
  return { folder, kafka: join(folder, 'kafka'), registry: join(folder, 'registry'), present: existsSync(folder) };
}

/**
 * Fetches both from Maven Central through Maven itself, so that the user's own mirror and proxy settings hold. Does nothing when they are there.
 *
 * @param {string} root the repository's
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<void>} rejects with SetupProblem when Maven cannot reach its repository
 */
export async function fetchJavaParts(root, env) {
  const { folder, present } = javaParts(root);
  if (present) return;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const args = ['-B', '-f', join(root, 'deploy/local/pom.xml'), 'process-resources', `-Dparts=${unfinished}`];
  try {
    await runLogged('Maven', 'mvn', args, { cwd: root, logFile: join(root, '.local/logs/maven.log'), env });
    // Only a complete folder gets its name: an interrupted download is never taken for a finished one.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const network = /Could not transfer|UnknownHost|Connection refused|timed out|Network is unreachable/i.test(
      error.message,
    );
    throw network
      ? new SetupProblem(
          error.message,
          'check the network and the proxy or mirror in ~/.m2/settings.xml, then run the same command again.',
        )
      : error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** @param {Record<string, string | undefined>} env */
export async function hasMaven(env) {
  return (await ask('mvn', ['-v'], { env, timeoutMs: 30_000 })).code === 0;
}
