import { join } from 'node:path';
import type { Part } from '../setup/choice.js';
import { describeOwner, freePorts, portOwner, tryPort } from '../setup/ports.js';
import { SetupProblem } from '../setup/problem.js';
import { stopLeftOver } from './supervised-process.js';

export interface StackPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly postgres: number;
}

/** The ports of `npm start`: far from the usual ones, which a developer's own Kafka or Postgres may hold. */
export const DEMO_PORTS: StackPorts = { kafka: 19092, kafkaController: 19093, registry: 18081, postgres: 15432 };

/** The setting that moves each port. */
export const PORT_SETTINGS: Readonly<Record<keyof StackPorts, string>> = {
  kafka: 'LOCAL_KAFKA_PORT',
  kafkaController: 'LOCAL_KAFKA_CONTROLLER_PORT',
  registry: 'LOCAL_REGISTRY_PORT',
  postgres: 'LOCAL_POSTGRES_PORT',
};

/** Ports as the environment moves them; those it does not mention are left out. */
export function portsFrom(env: Record<string, string | undefined>): Partial<StackPorts> {
  const ports: Record<string, number> = {};
  for (const [name, setting] of Object.entries(PORT_SETTINGS)) {
    const text = env[setting];
    if (text === undefined || text === '') continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new SetupProblem(
        `${setting} is "${text}", not a port number.`,
        `set it to a number from 0 (any free port) to 65535.`,
      );
    }
    ports[name] = port;
  }
  return ports;
}

/**
 * Makes sure that every port we are about to use is free, after stopping what a killed run of ours left on them.
 *
 * @param runDirectory where the pid files of this data folder are
 * @returns the ports, with those asked for as 0 filled in
 * @throws SetupProblem naming the owner of a taken port
 */
export async function takePorts(wanted: StackPorts, parts: readonly Part[], runDirectory: string): Promise<StackPorts> {
  await Promise.all(
    parts.map((part) =>
      stopLeftOver(join(runDirectory, `${part}.pid`), LEFT_OVER_MARKS[part], part === 'postgres' ? 'INT' : 'TERM'),
    ),
  );
  const names = (Object.keys(wanted) as (keyof StackPorts)[]).filter((name) =>
    parts.includes(name === 'kafkaController' ? 'kafka' : name),
  );
  const open = await freePorts(names.filter((name) => wanted[name] === 0).length);
  const taken: string[] = [];
  const ports: Record<string, number> = { ...wanted };
  for (const name of names) {
    if (wanted[name] === 0) ports[name] = open.pop() ?? 0;
    else if ((await tryPort(wanted[name])) === undefined) {
      taken.push(`Port ${wanted[name]} (${name}) is taken by ${describeOwner(await portOwner(wanted[name]))}.`);
    }
  }
  if (taken.length > 0) {
    const settings = names.filter((name) => taken.some((line) => line.includes(`(${name})`)));
    const example = settings.map((name) => `${PORT_SETTINGS[name]}=${wanted[name] + 1000}`).join(' ');
    throw new SetupProblem(taken.join('\n'), `stop that process, or choose another port: ${example} npm start`);
  }
  return { kafka: 0, kafkaController: 0, registry: 0, postgres: 0, ...ports };
}

/** What the command line of each part of ours contains, and no other program's with the same pid. */
const LEFT_OVER_MARKS: Readonly<Record<Part, string>> = {
  kafka: '/kafka/server.properties',
  registry: '-DREGISTRY_DATASOURCE_URL=jdbc:h2:file:',
  postgres: '/cluster -c listen_addresses=127.0.0.1',
};
