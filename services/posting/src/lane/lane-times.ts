import type { PostingConfig } from '../posting.config.js';

/** How long a claim and a doubt last, milliseconds. */
export interface LaneTimes {
  readonly leaseMs: number;
  readonly quarantineMs: number;
}

/** The lane's times, with their defaults. Throws, saying why, when one is too short for SYSPRO_TIMEOUT_MS: an effect could then be posted twice. */
export function laneTimes(
  config: Pick<PostingConfig, 'laneLeaseMs' | 'readBackQuarantineMs' | 'sysproTimeoutMs'>,
): LaneTimes {
  const { sysproTimeoutMs: timeoutMs } = config;
  const leaseMs = config.laneLeaseMs ?? 10 * timeoutMs;
  const quarantineMs = config.readBackQuarantineMs ?? 2 * timeoutMs + 5_000;
  if (leaseMs < 2 * timeoutMs) {
    throw new Error(
      `LANE_LEASE_MS (${leaseMs}) must be at least twice SYSPRO_TIMEOUT_MS (${timeoutMs}): while one worker waits for SYSPRO's answer ` +
        'and another for its turn, neither may lose its effect to a third',
    );
  }
  if (quarantineMs < timeoutMs) {
    throw new Error(
      `READ_BACK_QUARANTINE_MS (${quarantineMs}) must be at least SYSPRO_TIMEOUT_MS (${timeoutMs}): what SYSPRO may still be carrying out ` +
        'would be taken for absent and posted a second time',
    );
  }
  return { leaseMs, quarantineMs };
}
