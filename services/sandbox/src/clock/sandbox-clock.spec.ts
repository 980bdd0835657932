import { describe, expect, it } from '@jest/globals';
import { Books } from '../books/books.js';
import { MemoryBookStore } from '../books/memory-book-store.js';
import { lastDayOfPreviousMonth, SandboxClock } from './sandbox-clock.js';

const start = Date.parse('2026-06-30T22:30:00Z');

describe("the sandbox's clock", () => {
  it('runs with the machine and reads dates in London', async () => {
    const clock = new SandboxClock(await Books.open(new MemoryBookStore()), () => start);
    expect(clock.now().toISOString()).toBe('2026-06-30T22:30:00.000Z');
    expect(clock.today()).toBe('2026-06-30');
    await clock.advance(3_600_000);
    expect(clock.today()).toBe('2026-07-01');
  });

  it('runs on from where it was set, tells who waits, and keeps that over a restart', async () => {
    const store = new MemoryBookStore();
    let machine = start;
    const clock = new SandboxClock(await Books.open(store), () => machine);
    let told = 0;
    clock.onSet(() => (told += 1));
    await clock.set(new Date('2027-01-31T12:00:00Z'));
    machine += 1000;

    const restarted = new SandboxClock(await Books.open(store), () => machine);
    expect(restarted.now().toISOString()).toBe('2027-01-31T12:00:01.000Z');
    expect(told).toBe(1);
    await restarted.reset();
    expect(restarted.now().getTime()).toBe(machine);
  });

  it('stands still when frozen, and can be moved by hand', async () => {
    let machine = start;
    const clock = new SandboxClock(await Books.open(new MemoryBookStore()), () => machine);
    await clock.set(new Date('2027-01-31T12:00:00Z'), true);
    machine += 60_000;
    expect(clock.now().toISOString()).toBe('2027-01-31T12:00:00.000Z');
    await clock.advance(86_400_000);
    expect(clock.today()).toBe('2027-02-01');
    expect(clock.frozen).toBe(true);
  });

  it('knows the last day of the month before', () => {
    expect(lastDayOfPreviousMonth('2026-03-15')).toBe('2026-02-28');
    expect(lastDayOfPreviousMonth('2027-01-01')).toBe('2026-12-31');
  });
});
