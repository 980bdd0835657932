import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * @param {number} port on 127.0.0.1; 0 asks for any
 * @returns {Promise<number | undefined>} the port when it can be had, undefined when somebody has it
 */
export function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/**
 * Ports nobody has at this moment, all different.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(undefined));
      });
      return server;
    }),
  );
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * @param {string} host
 * @param {number} port
 * @param {number} [timeoutMs]
 * @returns {Promise<boolean>} whether something accepts connections there
 */
export function answers(host, port, timeoutMs = 2_000) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (/** @type {boolean} */ result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

/** @typedef {{ pid: number, command: string }} PortOwner */

/**
 * Who listens on a port of this machine, as far as this user may see it.
 *
 * @param {number} port
 * @returns {Promise<PortOwner | undefined>}
 */
export async function portOwner(port) {
  if (process.platform === 'linux') {
    const owner = ownerFromProc(port);
    if (owner !== undefined) return owner;
  }
  return parseLsof(await lsof(port));
}

/**
 * "pid 4711 (java -jar …)", or that the owner belongs to somebody else.
 *
 * @param {PortOwner | undefined} owner
 * @returns {string}
 */
export function describeOwner(owner) {
  if (owner === undefined) return 'a process of another user';
  const command = owner.command.length > 120 ? `${owner.command.slice(0, 120)}…` : owner.command;
  return `pid ${owner.pid} (${command})`;
}

/**
 * The socket inodes that listen on `port`, from the text of /proc/net/tcp or tcp6.
 *
 * @param {string} table
 * @param {number} port
 * @returns {string[]}
 */
export function listeningInodes(table, port) {
  const LISTEN = '0A';
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN && fields[1]?.split(':').at(-1) === wanted)
    .flatMap((fields) => (fields[9] === undefined ? [] : [fields[9]]));
}

/**
 * The first process in `lsof -F pc` output: lines `p<pid>` and `c<command>`.
 *
 * @param {string} output
 * @returns {PortOwner | undefined}
 */
export function parseLsof(output) {
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const command = /^c(.*)$/m.exec(output)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), command: command ?? 'unknown' };
}

/**
 * A process's command line as one text; undefined when there is no such process (any more).
 *
 * @param {number} pid
 * @returns {Promise<string | undefined>}
 */
export async function commandLine(pid) {
  if (process.platform === 'linux') return commandFromProc(pid);
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (error, stdout) =>
      resolve(error || stdout.trim() === '' ? undefined : stdout.trim()),
    );
  });
}

/** @param {number} port @returns {PortOwner | undefined} */
function ownerFromProc(port) {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(textOf(file), port));
  if (inodes.length === 0) return undefined;
  const links = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const owns = readdirSync(`/proc/${pid}/fd`).some((fd) => links.has(linkOf(`/proc/${pid}/fd/${fd}`)));
      if (owns) return { pid: Number(pid), command: commandFromProc(Number(pid)) ?? 'unknown' };
    } catch {
      // Another user's process, or one that has just ended.
    }
  }
  return undefined;
}

/** @param {number} pid */
function commandFromProc(pid) {
  const text = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return text === '' ? undefined : text;
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} file */
function linkOf(file) {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

/** @param {number} port @returns {Promise<string>} */
function lsof(port) {
  return new Promise((resolve) => {
    execFile('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pc'], (_error, stdout) => resolve(stdout));
  });
}
