import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { javaParts } from '../setup/java-parts.js';
import type { PartContext, RunningPart } from './part.js';
import { ready } from './ready.js';
import { SupervisedProcess } from './supervised-process.js';

/**
 * Starts Apicurio with its data in an H2 file, so that schema ids survive a restart: records in Kafka carry them.
 *
 * @returns the URL of its Confluent-compatible API
 */
export async function startRegistry(context: PartContext, port: number): Promise<RunningPart> {
  const folder = javaParts(context.root).registry;
  const jar = readdirSync(folder).find((name) => name.endsWith('-runner.jar'));
  if (jar === undefined) throw new Error(`no -runner.jar in ${folder}`);
  mkdirSync(context.dataDirectory, { recursive: true });
  const database = `jdbc:h2:file:${join(context.dataDirectory, 'registry')}`;
  const settings: Record<string, string> = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': String(port),
    // Upper case although a property: application.properties of the registry refers to it by this name.
    REGISTRY_DATASOURCE_URL: database,
  };
  const process = SupervisedProcess.start({
    title: 'Schema registry',
    command: context.java,
    args: [
      ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
      ...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`),
      ...['-jar', join(folder, jar)],
    ],
    logFile: context.logFile,
    pidFile: context.pidFile,
    stopSignal: 'TERM',
  });
  const address = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  await ready('The schema registry', process, () => registryAnswers(address));
  return { address, process };
}

/** Whether a registry with Confluent's API answers at `url`. */
export async function registryAnswers(url: string, timeoutMs = 3_000): Promise<boolean> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/subjects`, { signal: AbortSignal.timeout(timeoutMs) });
    return response.ok && Array.isArray(await response.json());
  } catch {
    return false;
  }
}
