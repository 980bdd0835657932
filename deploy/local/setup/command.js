import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs a short command and returns what it printed; a command that is not there counts as exit code 127, as in a shell.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ timeoutMs?: number, env?: Record<string, string | undefined> }} [options] default limit 15 s
 * @returns {Promise<{ code: number, output: string }>} standard output and error together
 */
export function ask(command, args, { timeoutMs = 15_000, env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      ...(env === undefined ? {} : { env }),
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A command ended badly: its last lines, and the file with all of them. */
export class CommandFailed extends Error {
  /** @param {string} title @param {number} code @param {string} logFile */
  constructor(title, code, logFile) {
    super(`${title} failed (exit code ${code}). The last lines of ${logFile}:\n${lastLines(logFile)}`);
    this.name = 'CommandFailed';
    this.logFile = logFile;
  }
}

/**
 * Runs a long command with all its output in `logFile`.
 *
 * @param {string} title how the checklist calls it
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, logFile: string, env?: Record<string, string | undefined>, uid?: number, gid?: number, onLine?: (line: string) => void }} options
 * @returns {Promise<void>} rejects with CommandFailed
 */
export function runLogged(title, command, args, { cwd, logFile, env = process.env, onLine, ...user }) {
  mkdirSync(dirname(logFile), { recursive: true });
  return new Promise((resolve, reject) => {
    const log = createWriteStream(logFile);
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        log.write(chunk);
        if (onLine) for (const line of String(chunk).split('\n')) if (line.trim() !== '') onLine(line.trim());
      });
    }
    child.on('error', (error) => log.write(`${error.message}\n`));
    child.on('close', (code) =>
      log.end(() => (code === 0 ? resolve() : reject(new CommandFailed(title, code ?? 1, logFile)))),
    );
  });
}

/**
 * The end of a log file; before it the first lines that speak of an error, because some programs bury the cause under their usage text.
 *
 * @param {string} file
 * @param {number} [count]
 * @returns {string} indented; empty when the file cannot be read
 */
export function lastLines(file, count = 12) {
  try {
    return tellingLines(readFileSync(file, 'utf8').trimEnd().split('\n'), count)
      .map((line) => `    ${line.slice(0, 300)}`)
      .join('\n');
  } catch {
    return '';
  }
}

/**
 * @param {readonly string[]} lines
 * @param {number} count
 * @returns {string[]}
 */
export function tellingLines(lines, count) {
  const end = lines.slice(-count);
  const before = lines.slice(0, -count).filter((line) => /\b(error|exception|fatal)\b/i.test(line));
  return before.length === 0 ? end : [...before.slice(0, count / 2), '…', ...end.slice(-count / 2)];
}
