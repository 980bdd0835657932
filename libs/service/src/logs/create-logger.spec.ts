import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RetryableError } from '#libs/errors';
import { Secret } from '../config/secret.js';
import { createLogger, loggerTo } from './create-logger.js';

function logged(write: (log: ReturnType<typeof loggerTo>) => void, traceId?: string): Record<string, unknown>[] {
  const lines: string[] = [];
  write(
    loggerTo(
      { write: (line) => void lines.push(line) },
      { service: 'posting', level: 'debug', traceId: () => traceId },
    ),
  );
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log line', () => {
  it('speaks the one vocabulary', () => {
    const [line] = logged((log) => log.info({ orderId: 'gifts/536365', effectId: 'receipt:GIFT:1' }, 'posted'), 'abc');
    expect(line).toEqual({
      service: 'posting',
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      msg: 'posted',
      traceId: 'abc',
      orderId: 'gifts/536365',
      effectId: 'receipt:GIFT:1',
    });
  });

  it('tells kind, code, facts and cause of an error, and nothing that a library hung on it', () => {
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', request: { body: 'name=Jane' } });
    const [line] = logged((log) =>
      log.warn(
        { err: new RetryableError('SYSPRO is away', { code: 'SYSPRO_AWAY', facts: { orderId: 'a/1' }, cause }) },
        'again later',
      ),
    );
    expect(line?.err).toMatchObject({
      type: 'RetryableError',
      kind: 'retryable',
      code: 'SYSPRO_AWAY',
      facts: { orderId: 'a/1' },
      cause: { code: 'ECONNRESET', message: 'reset' },
    });
    expect(JSON.stringify(line)).not.toContain('Jane');
  });

  it.each(['password', 'securityKey', 'authorization', 'cookie', 'cardNumber', 'cv2'])(
    '%s is not written, however deep',
    (name) => {
      const lines = logged((log) => {
        log.info({ [name]: 'hunter2' }, 'top');
        log.info({ request: { [name]: 'hunter2', headers: { [name]: 'hunter2' } } }, 'below');
        log.info({ err: new RetryableError('x', { code: 'X', facts: { [name]: 'hunter2' } }) }, 'fact');
        log.info({ value: new Secret('hunter2') }, 'typed');
      });
      expect(lines).toHaveLength(4);
      expect(JSON.stringify(lines)).not.toContain('hunter2');
    },
  );

  it('goes to a file of several services, whole lines in order', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    try {
      const file = join(folder, 'made/on/demand.log');
      const [first, second] = ['ingestion', 'posting'].map((service) => createLogger({ service, level: 'info', file }));
      for (let i = 0; i < 50; i += 1) {
        first?.log.info({ i }, 'one');
        second?.log.info({ i }, 'two');
      }
      first?.close();
      second?.close();
      const lines = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { service: string });
      expect(lines.map(({ service }) => service)).toEqual(
        Array.from({ length: 100 }, (_, i) => ['ingestion', 'posting'][i % 2]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
