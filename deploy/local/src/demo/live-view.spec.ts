import { describe, expect, it } from '@jest/globals';
import { liveLines, LiveView, ordersDone, ordersPerSecond, plainLine, timeLeftMs, type Progress } from './live-view.js';

const progress: Progress = {
  total: 100,
  sent: 80,
  created: 60,
  shipped: 50,
  receipted: 38,
  parked: 2,
  doneBefore: 0,
  elapsedMs: 4000,
};

function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let written = '';
  const stream = { isTTY, write: (text: string) => ((written += text), true) } as unknown as NodeJS.WriteStream;
  return { stream, text: () => written };
}

describe('the live view', () => {
  it('counts every step of an order as a quarter of it, what is parked as done', () => {
    expect(ordersDone(progress)).toBe((80 + 62 + 52 + 40) / 4);
    expect(ordersDone({ ...progress, sent: 100, created: 99, shipped: 99, receipted: 98 })).toBe(100);
  });

  it('tells pace and time left from the steps done', () => {
    expect(ordersPerSecond(progress)).toBe(14.625);
    expect(timeLeftMs(progress)).toBeCloseTo(2838, 0);
    expect(plainLine(progress)).toBe(
      'sent 80, created 60, shipped 50, receipted 38, parked 2 of 100; 14.6 orders/s, about 3 s left',
    );
  });

  it('takes no credit for what an earlier run has done', () => {
    expect(ordersPerSecond({ ...progress, doneBefore: 38.5 })).toBe(5);
    expect(ordersPerSecond({ ...progress, doneBefore: 58.5 })).toBe(0);
  });

  it('promises no time before there is a pace, nor divides by an empty file', () => {
    expect(plainLine({ ...progress, doneBefore: 58.5 })).toContain('time left not known yet');
    expect(
      liveLines({
        total: 0,
        sent: 0,
        created: 0,
        shipped: 0,
        receipted: 0,
        parked: 0,
        doneBefore: 0,
        elapsedMs: 0,
      }).join(''),
    ).not.toMatch(/NaN|Infinity/);
  });

  it('draws over itself on a terminal', () => {
    const { stream, text } = fakeStream(true);
    const view = new LiveView(stream);
    view.show(progress);
    view.show(progress);
    expect(text().split('\u001b[6A')).toHaveLength(2);
  });

  it('without a terminal prints plain lines, none twice and none too often', () => {
    const { stream, text } = fakeStream(false);
    const view = new LiveView(stream);
    view.show(progress);
    view.show({ ...progress, receipted: 39, elapsedMs: 4500 });
    view.show({ ...progress, receipted: 40, elapsedMs: 6000 });
    expect(text().trimEnd().split('\n')).toHaveLength(2);
    expect(text()).not.toContain('\u001b');
  });
});
