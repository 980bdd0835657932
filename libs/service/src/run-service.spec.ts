import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { RetryableError } from '#libs/errors';
import { baseSettings, createService, defineConfig, runService, StartError, type Create } from './index.js';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  written = '';
  readonly exited = new Promise<void>((resolve) => this.once('exited', resolve));
  readonly stderr = { write: (text: string) => (this.written += text) };
  constructor(readonly env: Record<string, string> = {}) {
    super();
  }
  exit(code: number) {
    this.exits.push(code);
    this.emit('exited');
  }
}

const running =
  (close: () => Promise<void>): Create =>
  async () => ({ name: 'things', url: 'http://x', close });

describe('the main of a service', () => {
  it.each(['SIGTERM', 'SIGINT'])('%s drains and ends with 0', async (signal) => {
    const host = new FakeProcess();
    let closed = 0;
    await runService(
      running(async () => void (closed += 1)),
      host,
    );
    host.emit(signal);
    await host.exited;
    expect({ closed, exits: host.exits }).toEqual({ closed: 1, exits: [0] });
  });

  it('what cannot go on is drained and ends with 1, saying why', async () => {
    const host = new FakeProcess();
    const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
    let closed = 0;
    await runService(
      async () => ({ name: 'things', url: 'http://x', close: async () => void (closed += 1), failed }),
      host,
    );
    expect(host.exits).toEqual([]);
    fail(new Error('the consumer has ended'));
    await host.exited;
    expect({ closed, exits: host.exits }).toEqual({ closed: 1, exits: [1] });
    expect(host.written).toContain('the consumer has ended');
  });

  it('a second signal does not wait for the drain', async () => {
    const host = new FakeProcess();
    await runService(
      running(() => new Promise<never>(() => {})),
      host,
    );
    host.emit('SIGTERM');
    host.emit('SIGTERM');
    expect(host.exits).toEqual([1]);
  });

  it('a signal during the start is not lost', async () => {
    const host = new FakeProcess();
    let closed = 0;
    await runService(async () => {
      host.emit('SIGTERM');
      return { name: 'things', url: 'http://x', close: async () => void (closed += 1) };
    }, host);
    await host.exited;
    expect({ closed, exits: host.exits }).toEqual({ closed: 1, exits: [0] });
  });

  it('an environment it cannot use ends it with the list of problems and no stack', async () => {
    const host = new FakeProcess({ HTTP_PORT: 'x', LOG_LEVEL: 'y' });
    const definition = { name: 'things', config: defineConfig(baseSettings), module: () => ({ module: class {} }) };
    await runService((environment) => createService(definition, environment), host);
    expect(host.exits).toEqual([1]);
    expect(host.written).toMatch(/configuration of things cannot be used:\n {2}HTTP_PORT: .*\n {2}LOG_LEVEL: /);
    expect(host.written).not.toContain('    at ');
  });

  it.each([
    [new StartError('Port 4010 is taken.', undefined), 'Port 4010 is taken.\n'],
    [
      new RetryableError('Postgres is away', { code: 'POSTGRES_UNAVAILABLE', cause: new Error('refused') }),
      'The service did not start (POSTGRES_UNAVAILABLE): Postgres is away: refused\n',
    ],
    [new Error('bug'), expect.stringContaining('run-service.spec')],
  ])('%s ends it with what helps', async (error, written) => {
    const host = new FakeProcess();
    await runService(() => Promise.reject(error), host);
    expect(host.exits).toEqual([1]);
    expect(host.written).toEqual(written);
  });
});
