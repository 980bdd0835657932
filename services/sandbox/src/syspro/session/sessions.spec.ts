import { describe, expect, it } from '@jest/globals';
import { EnetBench } from '../enet-bench.js';
import { parseOperators } from './operators.js';
import { Sessions } from './sessions.js';

const INVALID = /^ERROR: The supplied UserID is invalid\. Either you were not logged in, or your session has expired\./;

describe('sessions', () => {
  it('an id is 32 hex digits, 00 and two blanks [L]', async () => {
    const bench = await EnetBench.open();
    expect(await bench.logon()).toMatch(/^[0-9A-F]{32}00 {2}$/);
  });

  it('a second logon of an operator ends its first session without a word [L]', async () => {
    const bench = await EnetBench.open();
    const first = await bench.logon();
    const other = await bench.logon('POLL01');
    const second = await bench.logon();
    expect(await bench.text('getlogonprofile', { userid: first })).toMatch(INVALID);
    expect(await bench.text('getlogonprofile', { userid: second })).toContain('<OperatorCode>POST01</OperatorCode>');
    expect(await bench.text('getlogonprofile', { userid: other.trim() })).toContain(
      '<OperatorCode>POLL01</OperatorCode>',
    );
  });

  it('logoff says 0, and of a dead session what SYSPRO says [L]', async () => {
    const bench = await EnetBench.open();
    const userid = await bench.logon();
    expect(await bench.text('logoff', { userid })).toBe('0');
    expect(await bench.text('logoff', { userid })).toBe(
      'ERROR: Unable to read the SYSPRO base directory registry string BaseDir8',
    );
  });

  it('a bad password is refused in the verified words [L]', async () => {
    const bench = await EnetBench.open();
    const credentials = { operator: 'POST01', operatorpassword: 'wrong', companyid: 'GIFT', companypassword: '' };
    expect(await bench.text('logon', credentials)).toBe('ERROR: Invalid operator password');
    expect(await bench.text('logon', { ...credentials, operator: 'NOBODY' })).toBe('ERROR: Invalid operator');
  });

  it('an idle session is over', async () => {
    const bench = await EnetBench.open();
    const userid = await bench.logon();
    await bench.clock.advance(21 * 60_000);
    expect(await bench.text('getlogonprofile', { userid })).toMatch(INVALID);
  });

  it.each([
    ['an object that is not licensed for the operator', 'POLL01', 'ARSQRY'],
    ['an object that is none', 'POST01', 'ARSPAY'],
  ])('%s raises exception 100000 [L]', async (_, operator, businessobject) => {
    const bench = await EnetBench.open();
    const userid = await bench.logon(operator);
    const call = { userid, businessobject, xmlin: '<Query/>' };
    expect(await bench.text('query/query', call)).toBe('ERROR: e.net exception raised: 100000');
    expect(await bench.text('transaction/post', call)).toBe('ERROR: e.net exception raised: 100000');
  });

  it('operators are read from one setting', () => {
    const operators = parseOperators('A:x, B:y:SORTOI+SORTOS');
    expect(operators.get('A')?.businessObjects).toBeUndefined();
    expect([...(operators.get('B')?.businessObjects ?? [])]).toEqual(['SORTOI', 'SORTOS']);
    expect(() => parseOperators('A')).toThrow("operator 'A' has no password");
  });

  it('seats are limited where they are: the one idle for longest too long makes room', () => {
    let now = 0;
    const operators = parseOperators('ONE:x,TWO:x,THREE:x');
    const sessions = new Sessions({ operators, companyId: 'G', companyPassword: '', now: () => now, seats: 2 });
    const logon = (operator: string) =>
      sessions.logon({ operator, operatorPassword: 'x', companyId: 'G', companyPassword: '' });
    const one = logon('ONE');
    const two = logon('TWO');
    expect(() => logon('THREE')).toThrow('Maximum number of concurrent users reached');
    // The same operator again takes its own seat.
    expect(logon('TWO')).not.toBe(two);
    now += 19 * 60_000;
    sessions.operatorOf(one);
    now += 2 * 60_000;
    expect(logon('THREE')).toMatch(/^[0-9A-F]{32}00 {2}$/);
    expect(sessions.operatorOf(one).operator).toBe('ONE');
    expect(() => sessions.operatorOf(two)).toThrow('The supplied UserID is invalid.');
  });
});
