import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, importsOf, ROOT } from './source-files.js';

const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

describe('the repository', () => {
  it('every package that code imports is declared, and every declared run-time package is used', () => {
    const declared = Object.keys(packageJson['dependencies'] ?? {});
    const known = new Set([...declared, ...Object.keys(packageJson['devDependencies'] ?? {})]);
    const used = new Set(
      importsOf(['services', 'libs', 'deploy', 'test'], { tests: true })
        .map(({ specifier }) => specifier)
        .filter((specifier) => !/^(\.|#|node:)/.test(specifier))
        .map((specifier) =>
          specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
    expect(declared.filter((name) => !used.has(name) && !LOADED_BY_NEST.has(name))).toEqual([]);
  });

  it('versions are exact, so that two clones of one commit run the same code', () => {
    const versions = Object.entries({
      ...packageJson['dependencies'],
      ...packageJson['devDependencies'],
      ...packageJson['optionalDependencies'],
    });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('the lockfile names packages and hashes, no registry', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
  });

  it('services, libs and tests have no folder named after nothing', () => {
    const vague = filesBelow('.', (path) =>
      /\/(utils?|helpers?|common|shared|misc|infrastructure|adapters|ports)\//.test(path),
    );
    expect(vague).toEqual([]);
  });
});

/** Loaded by name at run time by NestJS itself. */
const LOADED_BY_NEST = new Set(['reflect-metadata', 'rxjs', '@nestjs/microservices', '@nestjs/platform-fastify']);
