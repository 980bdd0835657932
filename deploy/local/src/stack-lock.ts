import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupProblem } from '../setup/problem.js';
import { commandLine } from '../setup/ports.js';

interface Holder {
  readonly pid: number;
  /** The holder's command line, so that a later process with the same number is not taken for it. */
  readonly command: string;
  readonly since: string;
}

/**
 * One run at a time per data folder. The file of a run that was killed is recognised, because no process of its pid and command exists, and taken over.
 *
 * @returns how to let go
 * @throws SetupProblem when another run holds it
 */
export async function lockStack(file: string): Promise<() => void> {
  const holder = readHolder(file);
  if (holder !== undefined && holder.pid !== process.pid && (await commandLine(holder.pid)) === holder.command) {
    throw new SetupProblem(
      `A stack is already running on this data folder since ${holder.since} (pid ${holder.pid}: ${holder.command.slice(0, 100)}).`,
      `stop it with Ctrl-C where it runs, or: kill ${holder.pid}`,
    );
  }
  const self: Holder = {
    pid: process.pid,
    command: (await commandLine(process.pid)) ?? '',
    since: new Date().toISOString(),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(self));
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): Holder | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Killed in the middle of writing: nobody holds it.
    return undefined;
  }
}
