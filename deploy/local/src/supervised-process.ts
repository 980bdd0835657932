import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastLines } from '../setup/command.js';
import { commandLine } from '../setup/ports.js';
import { until } from './until.js';

/**
 * The shell between us and a part of the stack. It holds the reading end of a pipe of ours and stops the part when the pipe closes, so that a
 * part never outlives us, not even when we are killed with SIGKILL. The part's own pid goes to a file, for the next run to find a left-over.
 */
const WATCHDOG = `
stop_signal=$1; shift
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
part=$!
echo $part >&3
exec 3>&-
( read -r _ <&4; kill -s $stop_signal $part ) 2>/dev/null &
watcher=$!
exec 4<&-
wait $part
code=$?
kill $watcher 2>/dev/null
exit $code
`;

export interface SupervisedProcessOptions {
  /** As people call it: `Kafka`. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string | undefined>;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Where all its output goes; begun anew with each start. */
  readonly logFile: string;
  readonly pidFile: string;
  /** What asks it to end in good order, without the SIG. */
  readonly stopSignal: 'TERM' | 'INT';
}

/** One running part of the stack. */
export class SupervisedProcess {
  readonly #child: ChildProcess;
  readonly #options: SupervisedProcessOptions;
  #ended = false;

  private constructor(child: ChildProcess, options: SupervisedProcessOptions) {
    this.#child = child;
    this.#options = options;
    child.once('exit', () => (this.#ended = true));
    child.once('error', () => (this.#ended = true));
    // The pipe breaks when the part ends on its own; that is told by `ended`.
    child.stdin?.on('error', () => undefined);
  }

  static start(options: SupervisedProcessOptions): SupervisedProcess {
    mkdirSync(dirname(options.logFile), { recursive: true });
    mkdirSync(dirname(options.pidFile), { recursive: true });
    const log = openSync(options.logFile, 'w');
    const pid = openSync(options.pidFile, 'w');
    const { title, stopSignal, command, args, user } = options;
    const child = spawn('/bin/sh', ['-c', WATCHDOG, title, stopSignal, command, ...args], {
      // Its own process group: Ctrl-C reaches us only, and we stop the parts after the services have drained.
      detached: true,
      stdio: ['pipe', log, log, pid],
      cwd: '/',
      env: options.env ?? process.env,
      ...user,
    });
    closeSync(log);
    closeSync(pid);
    return new SupervisedProcess(child, options);
  }

  /** Whether it has ended, by itself or stopped by us. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Why it ended, as far as its log tells. */
  get lastWords(): string {
    return `The last lines of ${this.#options.logFile}:\n${lastLines(this.#options.logFile)}`;
  }

  /** Asks it to stop, waits, and kills it when it does not. */
  async stop(timeoutMs = 15_000): Promise<void> {
    this.#child.stdin?.destroy();
    try {
      await until(() => this.#ended, timeoutMs);
    } catch {
      await stopLeftOver(this.#options.pidFile, this.#options.command, 'KILL');
      await until(() => this.#ended, 5_000).catch(() => undefined);
    }
    rmSync(this.#options.pidFile, { force: true });
  }
}

/**
 * Stops a part that a killed run left behind: usually it is stopping already, because its pipe closed.
 * A pid that meanwhile belongs to another program (its command line lacks `marker`) is left alone.
 *
 * @returns the pid that was stopped, undefined when there was none
 */
export async function stopLeftOver(
  pidFile: string,
  marker: string,
  signal: 'TERM' | 'INT' | 'KILL',
): Promise<number | undefined> {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  const isOurs = async (): Promise<boolean> => pid > 1 && ((await commandLine(pid))?.includes(marker) ?? false);
  if (!(await isOurs())) {
    rmSync(pidFile, { force: true });
    return undefined;
  }
  signalQuietly(pid, signal);
  const gone = async (): Promise<boolean> => !(await isOurs());
  await until(gone, 15_000).catch(async () => {
    signalQuietly(pid, 'KILL');
    await until(gone, 5_000);
  });
  rmSync(pidFile, { force: true });
  return pid;
}

function signalQuietly(pid: number, signal: 'TERM' | 'INT' | 'KILL'): void {
  try {
    process.kill(pid, `SIG${signal}`);
  } catch {
    // It ended between the look and the signal.
  }
}
