import { beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import type { FaultRequest } from '../faults/fault.js';
import { SALES_ORDERS } from './company/records.js';
import { EnetBench, IMPORT, orderXml, transaction } from './enet-bench.js';
import { encodeReply } from './wire/reply.js';

let bench: EnetBench;
let userid: string;
beforeEach(async () => {
  bench = await EnetBench.open();
  userid = await bench.logon();
});

const importOrder = (purchaseOrder: string) =>
  bench.answer('transaction/post', { userid, ...transaction('SORTOI', IMPORT, orderXml(purchaseOrder)) });
const created = () => bench.books.all(SALES_ORDERS).map(({ customerPoNumber }) => customerPoNumber);
const textOf = (answer: Awaited<ReturnType<typeof importOrder>>) =>
  answer === 'CUT' ? 'CUT' : encodeReply(answer.text, answer.wrapper).toString('latin1');
const plant = (fault: FaultRequest) => bench.faults.add(fault);

describe('faults on demand', () => {
  it('cut the connection before or after the effect', async () => {
    await plant({ kind: 'CUT_BEFORE_EFFECT', reference: 'A-1' });
    await plant({ kind: 'CUT_AFTER_EFFECT', reference: 'B-1' });
    expect([await importOrder('A-1'), await importOrder('B-1')]).toEqual(['CUT', 'CUT']);
    expect(created()).toEqual(['B-1']);
  });

  it('strike once, the call that was meant, and not again', async () => {
    await plant({ kind: 'HTTP_500', operation: 'Transaction/Post', businessObject: 'SORTOI', onNthCall: 2 });
    const answers = [await importOrder('A-1'), await importOrder('A-2'), await importOrder('A-3')];
    expect(answers.map((answer) => answer !== 'CUT' && answer.status)).toEqual([200, 500, 200]);
    expect(created()).toEqual(['A-1', 'A-3']);
    expect(bench.faults.list()).toMatchObject([{ seen: 3, struck: 1 }]);
  });

  it('commit late, after the caller has gone', async () => {
    await plant({ kind: 'LATE_COMMIT', delayMs: 5_000 });
    expect(await importOrder('A-1')).toBe('CUT');
    expect(created()).toEqual([]);
    await waitFor('the pause before the late commit', async () => bench.endPauses());
    await bench.enet().close();
    expect(created()).toEqual(['A-1']);
  });

  it.each(['LATE_COMMIT', 'LATENCY'] as const)(
    '%s: what has begun is done, although its session ends',
    async (kind) => {
      await plant({ kind });
      const answer = importOrder('A-1');
      await waitFor('the call to be under way', () => bench.isPausing);
      bench.sessions.evict('POST01');
      bench.endPauses();
      await answer;
      await bench.enet().close();
      expect(created()).toEqual(['A-1']);
    },
  );

  it('answer late', async () => {
    await plant({ kind: 'LATENCY' });
    const answer = importOrder('A-1');
    await waitFor('the pause before the answer', async () => bench.endPauses());
    expect(textOf(await answer)).toContain('<ItemsProcessed>000001');
  });

  it('end the session just before the call', async () => {
    await plant({ kind: 'EVICT_SESSION', operator: 'POST01' });
    expect(textOf(await importOrder('A-1'))).toMatch(/^ERROR: The supplied UserID is invalid/);
    expect(created()).toEqual([]);
  });

  it('answer ERROR in given words, quoted as JSON, or wrapped', async () => {
    await bench.faults.replace([{ kind: 'ERROR', text: 'Something' }]);
    expect(textOf(await importOrder('A-1'))).toBe('ERROR: Something');
    await bench.faults.replace([{ kind: 'JSON_QUOTED' }]);
    expect(JSON.parse(textOf(await importOrder('A-2')))).toMatch(/^<\?xml/);
    await bench.faults.replace([{ kind: 'STRING_WRAPPED' }]);
    expect(textOf(await importOrder('A-3'))).toMatch(/^<string xmlns=/);
    expect(created()).toEqual(['A-2', 'A-3']);
  });

  it('for PostLD are those of Post', async () => {
    await plant({ kind: 'CUT_AFTER_EFFECT', operation: 'Transaction/Post' });
    const call = { userid, ...transaction('SORTOI', IMPORT, orderXml('A-1')) };
    expect(await bench.answer('transaction/postld', call)).toBe('CUT');
    expect(created()).toEqual(['A-1']);
  });
});
