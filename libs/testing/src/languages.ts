import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What runs the examples in Python: `PYTHON`, e.g. the one of a virtual environment, or `python3`. */
export const PYTHON = process.env['PYTHON'] ?? 'python3';

/** Whether Python is there, and can import these modules. */
export function hasPython(modules: readonly string[]): boolean {
  return works(PYTHON, ['-c', `import ${modules.join(', ')}`]);
}

/**
 * The class path for the examples in Java, from the jars of the local stack: kafka-clients and Jackson are among Kafka's, Avro among the registry's. Undefined where the jars are
 * not there, or no Java that runs a source file.
 */
export function javaClassPath(): string | undefined {
  const jars = jarsOfLocalStack();
  return jars !== undefined && works('java', ['--list-modules'], /jdk\.compiler/) ? jars : undefined;
}

function works(command: string, args: readonly string[], says = /(?:)/): boolean {
  try {
    return says.test(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return false;
  }
}

function jarsOfLocalStack(): string | undefined {
  try {
    const cache = resolve('.local/cache');
    const parts = readdirSync(cache).find((name) => /^java-parts-[0-9a-f]+$/.test(name)) ?? '';
    const avro = readdirSync(join(cache, parts, 'registry/lib')).find((name) =>
      /^org\.apache\.avro\.avro-[\d.]+jar$/.test(name),
    );
    if (avro === undefined) return undefined;
    return [join(cache, parts, 'kafka/*'), join(cache, parts, 'registry/lib', avro)].join(':');
  } catch {
    return undefined;
  }
}
