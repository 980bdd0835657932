import { Pool } from 'undici';

const PATH = '/opayo/notifications';
const HEADERS = { 'content-type': 'application/x-www-form-urlencoded' };

/** Posts `body`; throws for any other answer than OK, because a fast refusal is no speed. */
async function post(pool: Pool, body: string): Promise<void> {
  const { statusCode, body: answer } = await pool.request({ method: 'POST', path: PATH, headers: HEADERS, body });
  const text = await answer.text();
  if (statusCode !== 200 || !text.includes('Status=OK')) throw new Error(`answered ${statusCode} ${text}`);
}

/** As many as go through `connections` at once, each sending its next when it has its answer: notifications a second. */
export async function asFastAsItGoes(
  url: string,
  bodies: Iterator<string>,
  options: { readonly connections: number; readonly durationMs: number },
): Promise<number> {
  const pool = new Pool(url, { connections: options.connections, pipelining: 1 });
  const start = performance.now();
  let done = 0;
  const sender = async (): Promise<void> => {
    while (performance.now() - start < options.durationMs) {
      await post(pool, nextOf(bodies));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: options.connections }, sender));
  const perSecond = done / ((performance.now() - start) / 1000);
  await pool.close();
  return perSecond;
}

/**
 * At a given rate whether or not the answers keep up. Each time is counted from when it was due, so that a server that stalls is seen to stall
 * for all that were due meanwhile.
 *
 * @returns milliseconds of each
 */
export async function atRate(
  url: string,
  bodies: Iterator<string>,
  options: { readonly perSecond: number; readonly durationMs: number; readonly everySecond?: () => void },
): Promise<number[]> {
  const pool = new Pool(url, { connections: 256, pipelining: 1 });
  const start = performance.now();
  const total = Math.round((options.durationMs / 1000) * options.perSecond);
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * options.perSecond));
      for (; sent < due; sent++) {
        const dueAt = start + (sent / options.perSecond) * 1000;
        underWay.push(post(pool, nextOf(bodies)).then(() => void times.push(performance.now() - dueAt)));
        if (sent % options.perSecond === 0) options.everySecond?.();
      }
      if (sent < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  await Promise.all(underWay);
  await pool.close();
  return times;
}

function nextOf(bodies: Iterator<string>): string {
  const next = bodies.next();
  if (next.done) throw new Error('There are no more notifications to send');
  return next.value;
}
