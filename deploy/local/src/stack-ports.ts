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

/** Ports as the environment moves them, by the settings named; those it does not mention are left out. */
export function portsFrom<Name extends string = keyof StackPorts>(
  env: Record<string, string | undefined>,
  settings: Readonly<Record<Name, string>> = PORT_SETTINGS as Readonly<Record<Name, string>>,
): Partial<Record<Name, number>> {
  const ports: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(settings) as Name[]) {
    const text = env[settings[name]];
    if (text === undefined || text === '') continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new SetupProblem(
        `${settings[name]} is "${text}", not a port number.`,
        `set it to a number from 0 (any free port) to 65535.`,
      );
    }
    ports[name] = port;
  }
  return ports;
}

/**
 * Refuses ports that somebody has; 0 is never taken.
 *
 * @param settings the setting that moves each
 * @throws SetupProblem naming the owner of each taken port and how to choose others
 */
export async function refuseTakenPorts<Name extends string>(
  wanted: Readonly<Record<Name, number>>,
  settings: Readonly<Record<Name, string>>,
): Promise<void> {
  const taken: Name[] = [];
  for (const name of Object.keys(wanted) as Name[]) {
    if (wanted[name] !== 0 && (await tryPort(wanted[name])) === undefined) taken.push(name);
  }
  if (taken.length === 0) return;
  const owners = await Promise.all(
    taken.map(
      async (name) => `Port ${wanted[name]} (${name}) is taken by ${describeOwner(await portOwner(wanted[name]))}.`,
    ),
  );
  const example = taken.map((name) => `${settings[name]}=${wanted[name] + 1000}`).join(' ');
  throw new SetupProblem(owners.join('\n'), `stop that process, or choose another port: ${example} npm start`);
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
  const ours = Object.fromEntries(names.map((name) => [name, wanted[name]])) as Record<keyof StackPorts, number>;
  await refuseTakenPorts(ours, PORT_SETTINGS);
  const open = await freePorts(names.filter((name) => wanted[name] === 0).length);
  const ports: Record<string, number> = { ...wanted };
  for (const name of names) if (wanted[name] === 0) ports[name] = open.pop() ?? 0;
  return { kafka: 0, kafkaController: 0, registry: 0, postgres: 0, ...ports };
}

/** What the command line of each part of ours contains, and no other program's with the same pid. */
const LEFT_OVER_MARKS: Readonly<Record<Part, string>> = {
  kafka: '/kafka/server.properties',
  registry: '-DREGISTRY_DATASOURCE_URL=jdbc:h2:file:',
  postgres: '/cluster -c listen_addresses=127.0.0.1',
};
