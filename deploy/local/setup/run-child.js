import { spawn } from 'node:child_process';

/** A second Ctrl-C within this time is the terminal's and npm's copies of the first. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Runs a program in our place: with our terminal, our signals, each once, and its exit code as ours.
 *
 * It gets a process group of its own: Ctrl-C goes to everybody in the terminal's group, npm passes it on once more, and the program would have
 * to guess which of them are the same.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined>, ownGroup?: boolean }} options
 * @returns {Promise<number>} exit code; 128 + number for a signal
 */
export function runInOurPlace(command, args, { cwd, env = process.env, ownGroup = true }) {
  const child = spawn(command, args, {
    cwd,
    env,
    detached: ownGroup,
    stdio: ownGroup ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  });
  let lastMs = -Infinity;
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    if (performance.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = performance.now();
    if (ownGroup || signal !== 'SIGINT') child.kill(signal);
  };
  const resize = () => child.kill('SIGWINCH');
  for (const signal of SIGNALS) process.on(signal, pass);
  if (ownGroup) process.on('SIGWINCH', resize);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const each of SIGNALS) process.off(each, pass);
      process.off('SIGWINCH', resize);
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
