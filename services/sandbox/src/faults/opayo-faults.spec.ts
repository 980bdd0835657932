import { describe, expect, it } from '@jest/globals';
import { Books } from '../books/books.js';
import { MemoryBookStore } from '../books/memory-book-store.js';
import { faultRequest, type FaultRequest } from './fault.js';
import { Faults } from './faults.js';
import { OpayoFaults } from './opayo-faults.js';

const PI = { system: 'OPAYO_PI', operation: 'GET transactions', document: 'gifts-1' } as const;

async function opayoWith(...requests: FaultRequest[]) {
  const faults = new Faults(await Books.open(new MemoryBookStore()));
  await faults.add(...requests);
  const paused: number[] = [];
  const opayo = new OpayoFaults({ faults, pause: async (ms) => paused.push(ms) });
  let done = 0;
  const call = (target: Parameters<OpayoFaults['around']>[0] = PI) => opayo.around(target, async () => (done += 1));
  return { faults, call, paused, done: () => done };
}

describe("a fault around one of Opayo's APIs", () => {
  it('is none where none is asked for, or for another system', async () => {
    const { call } = await opayoWith({ kind: 'HTTP_500' }, { system: 'OPAYO_REPORTING', kind: 'DOWN' });
    expect(await call()).toEqual({ answer: 1 });
  });

  it.each([
    ['DROP', 'CUT', 0],
    ['CUT_AFTER_EFFECT', 'CUT', 1],
    ['HTTP_500', 'HTTP_500', 0],
    ['DUPLICATE', { answer: 2 }, 2],
    ['LATENCY', { answer: 1 }, 1],
  ] as const)('%s ends in %j, done %i times, and strikes once', async (kind, fate, times) => {
    const { call, done } = await opayoWith({ system: 'OPAYO_PI', kind });
    expect(await call()).toEqual(fate);
    expect(done()).toBe(times);
    expect(await call()).toEqual({ answer: times + 1 });
  });

  it('LATENCY keeps the answer back so long, the effect not', async () => {
    const { call, paused } = await opayoWith({ system: 'OPAYO_PI', kind: 'LATENCY', delayMs: 70 });
    await call();
    expect(paused).toEqual([70]);
  });

  it('DOWN lasts until it is taken away', async () => {
    const { call, faults } = await opayoWith({ system: 'OPAYO_PI', kind: 'DOWN', onNthCall: 2 });
    expect(await call()).toEqual({ answer: 1 });
    for (let again = 0; again < 5; again += 1) expect(await call()).toBe('CUT');
    await faults.replace([]);
    expect(await call()).toEqual({ answer: 2 });
  });

  it('DISORDER lets the next call overtake', async () => {
    const faults = new Faults(await Books.open(new MemoryBookStore()));
    await faults.add({ system: 'OPAYO_NOTIFICATION', kind: 'DISORDER', reference: 'first' });
    const held = Promise.withResolvers<void>();
    const pause = () => (held.resolve(), new Promise(() => undefined));
    const opayo = new OpayoFaults({ faults, pause });
    const heard: string[] = [];
    const post = (document: string) =>
      opayo.around({ system: 'OPAYO_NOTIFICATION', operation: 'PAYMENT', document }, async () => heard.push(document));
    const first = post('first');
    await held.promise;
    await post('second');
    await first;
    expect(heard).toEqual(['second', 'first']);
  });

  it('DISORDER waits no longer than it is told when nothing follows', async () => {
    const { call, paused } = await opayoWith({ system: 'OPAYO_PI', kind: 'DISORDER', delayMs: 30 });
    expect(await call()).toEqual({ answer: 1 });
    expect(paused).toEqual([30]);
  });

  it('picks its call by operation and by what stands in it', async () => {
    const { call } = await opayoWith({
      system: 'OPAYO_PI',
      kind: 'DROP',
      operation: 'post Transactions',
      reference: 'gifts-2',
    });
    expect(await call()).toEqual({ answer: 1 });
    expect(await call({ ...PI, operation: 'POST transactions' })).toEqual({ answer: 2 });
    expect(await call({ ...PI, operation: 'POST transactions', document: '{"vendorTxCode":"gifts-2"}' })).toBe('CUT');
  });

  it.each([
    ['OPAYO_PI', 'EVICT_SESSION'],
    ['OPAYO_NOTIFICATION', 'HTTP_500'],
    ['SYSPRO', 'DISORDER'],
  ] as const)('%s knows no %s, and says what it knows', (system, kind) => {
    expect(faultRequest.safeParse({ system, kind }).error?.issues).toMatchObject([
      { path: ['kind'], message: expect.stringMatching(`^${system} knows LATENCY`) },
    ]);
  });
});
