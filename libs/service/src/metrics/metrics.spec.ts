import { afterEach, describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { Metrics } from './metrics.js';

const open: Metrics[] = [];
const metricsOf = (service: string) => {
  const metrics = new Metrics(service);
  open.push(metrics);
  return metrics;
};
afterEach(() => open.splice(0).forEach((metrics) => metrics.close()));

describe('metrics', () => {
  it('two services of a process count apart and leave the global registry empty', async () => {
    const [left, right] = [metricsOf('ingestion'), metricsOf('posting')];
    for (const metrics of [left, right]) metrics.counter({ name: 'things_total', help: 'Things' }).inc();
    left.counter({ name: 'things_total', help: 'Things' }).inc();

    expect(await left.expose()).toContain('things_total{service="ingestion"} 2');
    expect(await right.expose()).toContain('things_total{service="posting"} 1');
    expect(await register.metrics()).toBe('\n');
  });

  it('the process is measured once, by its first service, then by the next', async () => {
    const [left, right] = [metricsOf('ingestion'), metricsOf('posting')];
    const isTold = async (metrics: Metrics) => (await metrics.expose()).includes('process_resident_memory_bytes');

    expect([await isTold(left), await isTold(right)]).toEqual([true, false]);
    left.close();
    expect(await isTold(right)).toBe(true);
  });

  it('a gauge may measure when it is read', async () => {
    const metrics = metricsOf('posting');
    metrics.gauge({
      name: 'backlog',
      help: 'Waiting',
      labels: ['state'],
      collect: (gauge) => gauge.set({ state: 'parked' }, 3),
    });
    expect(await metrics.expose()).toContain('backlog{state="parked",service="posting"} 3');
  });
});
