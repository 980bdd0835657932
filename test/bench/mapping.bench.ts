import { isDeepStrictEqual } from 'node:util';
import type { CreateSalesOrder } from '#libs/contracts';
import type { SalesOrderSource } from '../../services/transformation/src/create-sales-order/sales-order-source.js';
import { inTurns, perSecond, type Bench } from './bench.js';
import { salesOrderByHand } from './mapping/hand-written-order.js';
import { sampleSources, standardMappings } from './mapping/sample-orders.js';

type Maps = (source: SalesOrderSource) => CreateSalesOrder;

/** Documents a second, going round the orders. */
function speedOf(map: Maps, sources: readonly SalesOrderSource[], durationMs: number): Promise<number> {
  return perSecond(durationMs, () => {
    for (const source of sources) map(source);
    return sources.length;
  });
}

const bench: Bench = {
  name: 'mapping',
  summary: 'the standard mapping of 423 real orders, from its YAML file and written by hand in TypeScript',
  run: async (report) => {
    const mappings = standardMappings();
    const sources = sampleSources(mappings);
    const fromFile: Maps = (source) => mappings.salesOrder.map(source);
    for (const source of sources) {
      const [made, byHand] = [fromFile(source), salesOrderByHand(source)];
      // Two that do not do the same cannot be compared.
      if (!isDeepStrictEqual({ ...made }, { ...byHand }))
        throw new Error(`${source.order.orderId} differs:\n${JSON.stringify(made)}\n${JSON.stringify(byHand)}`);
    }
    const lines = sources.reduce((sum, { order }) => sum + order.lines.length, 0);
    report.note(`${sources.length} orders with ${lines} lines; both make the same documents`);
    const durationMs = report.quick ? 200 : 2_000;
    const speeds = await inTurns(report.quick ? 1 : 7, {
      file: () => speedOf(fromFile, sources, durationMs),
      hand: () => speedOf(salesOrderByHand, sources, durationMs),
    });
    report.figure('from its file', speeds.file, 'documents/s');
    report.figure('from its file', 1e6 / ((speeds.file * lines) / sources.length), 'µs/line');
    report.figure('by hand', speeds.hand, 'documents/s');
    report.figure('by hand', 1e6 / ((speeds.hand * lines) / sources.length), 'µs/line');
    report.ratio('from its file / by hand', speeds.file, speeds.hand, { atLeast: 0.5 });
  },
};

export default bench;
