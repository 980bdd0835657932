import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandLine } from './ports.js';
import { SetupProblem } from './problem.js';

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} command its command line, so that a later process with the same number is not taken for it
 * @property {string} since ISO 8601
 */

/**
 * Fails when another run holds the data folder. The file of a run that was killed does not count: no process has its pid and command.
 *
 * @param {string} file
 * @returns {Promise<void>} rejects with SetupProblem
 */
export async function refuseIfHeld(file) {
  const holder = readHolder(file);
  if (holder === undefined || holder.pid === process.pid) return;
  if ((await commandLine(holder.pid)) !== holder.command) return;
  throw new SetupProblem(
    `It is already running on this data folder, since ${holder.since} (pid ${holder.pid}).`,
    `stop it with Ctrl-C where it runs, or: kill ${holder.pid}`,
  );
}

/**
 * One run at a time per data folder.
 *
 * @param {string} file
 * @param {number} [pid] the process to stop when somebody wants it stopped; default: this one
 * @returns {Promise<() => void>} how to let go; rejects with SetupProblem when another run holds it
 */
export async function lockStack(file, pid = process.pid) {
  await refuseIfHeld(file);
  /** @type {Holder} */
  const self = {
    pid,
    command: (await commandLine(pid)) ?? '',
    since: new Date().toISOString(),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(self));
  return () => {
    // A run that began after our parent was killed has it now.
    if (readHolder(file)?.since === self.since) rmSync(file, { force: true });
  };
}

/** @param {string} file @returns {Holder | undefined} */
function readHolder(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Killed in the middle of writing: nobody holds it.
    return undefined;
  }
}
