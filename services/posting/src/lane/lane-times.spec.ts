import { describe, expect, it } from '@jest/globals';
import { laneTimes } from './lane-times.js';

const given = (laneLeaseMs?: number, readBackQuarantineMs?: number) =>
  laneTimes({ sysproTimeoutMs: 30_000, laneLeaseMs, readBackQuarantineMs });

describe("the lane's times", () => {
  it('follow the time-out where nothing is set', () => {
    expect(given()).toEqual({ leaseMs: 300_000, quarantineMs: 65_000 });
  });

  it('are taken as set when they are long enough', () => {
    expect(given(60_000, 30_000)).toEqual({ leaseMs: 60_000, quarantineMs: 30_000 });
  });

  it('too short for the time-out are refused with the reason', () => {
    expect(() => given(59_999)).toThrow(/LANE_LEASE_MS \(59999\) .* twice SYSPRO_TIMEOUT_MS \(30000\): while/);
    expect(() => given(undefined, 29_999)).toThrow(/READ_BACK_QUARANTINE_MS \(29999\) .* posted a second time/);
  });
});
