import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './command.js';

/** Kafka 4 and the registry run on this Java and later. */
export const OLDEST_JAVA = 17;

/**
 * The feature version out of `java -version`: 17 for "17.0.15", 8 for "1.8.0_402", 24 for "24-ea".
 *
 * @param {string} output
 * @returns {number | undefined} undefined when it is not Java that answered (macOS ships a stub that only says how to get one)
 */
export function parseJavaVersion(output) {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(output);
  if (match === null) return undefined;
  const first = Number(match[1]);
  return first === 1 ? Number(match[2]) : first;
}

/**
 * @typedef {{ state: 'ready', command: string, version: number } | { state: 'too old', version: number } | { state: 'missing' }} Java
 */

/**
 * The Java this machine offers: JAVA_HOME's if it is set, else the PATH's.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Java>}
 */
export async function findJava(env) {
  const candidates = [...(env['JAVA_HOME'] ? [join(env['JAVA_HOME'], 'bin', 'java')] : []), 'java'];
  /** @type {Java} */
  let found = { state: 'missing' };
  for (const command of candidates) {
    const { code, output } = await ask(command, ['-version'], { env });
    const version = code === 0 ? parseJavaVersion(output) : undefined;
    if (version === undefined) continue;
    if (version >= OLDEST_JAVA) return { state: 'ready', command, version };
    found = { state: 'too old', version };
  }
  return found;
}

/**
 * The exact command that installs `what` on this system.
 *
 * @param {'java' | 'maven' | 'java and maven'} what
 * @param {string} [platform] as process.platform
 * @param {string} [osRelease] text of /etc/os-release
 * @param {boolean} [isRoot] root needs no sudo, and often has none
 * @returns {string}
 */
export function installCommand(
  what,
  platform = process.platform,
  osRelease = readOsRelease(),
  isRoot = process.getuid?.() === 0,
) {
  const sudo = isRoot ? '' : 'sudo ';
  const wanted = what.split(' and ');
  const names = (/** @type {string} */ java, /** @type {string} */ maven) =>
    wanted.map((part) => (part === 'java' ? java : maven)).join(' ');
  if (platform === 'darwin') return `brew install ${names('openjdk@17', 'maven')}`;
  const family = `${/^ID=(.*)$/m.exec(osRelease)?.[1] ?? ''} ${/^ID_LIKE=(.*)$/m.exec(osRelease)?.[1] ?? ''}`;
  if (/alpine/.test(family)) return `${sudo}apk add ${names('openjdk17-jre-headless', 'maven')}`;
  if (/fedora|rhel|centos/.test(family)) return `${sudo}dnf install -y ${names('java-17-openjdk-headless', 'maven')}`;
  if (/suse/.test(family)) return `${sudo}zypper install -y ${names('java-17-openjdk-headless', 'maven')}`;
  if (/arch/.test(family)) return `${sudo}pacman -S --noconfirm ${names('jre17-openjdk-headless', 'maven')}`;
  return `${sudo}apt-get install -y ${names('openjdk-17-jre-headless', 'maven')}`;
}

function readOsRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}
