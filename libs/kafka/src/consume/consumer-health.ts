import type { PausedPartition } from './paused-partitions.js';

/**
 * - `idle`: joined, nothing to do.
 * - `working`: a handler runs, within its deadline.
 * - `paused`: some partition waits for something that is not the handler's fault; the others go on.
 * - `reconnecting`: not in the group: starting, or the brokers are away.
 * - `stuck`: a handler is past its deadline, the client has stopped fetching, or it has ended. Only this fails liveness.
 */
export type ConsumerState = 'idle' | 'working' | 'paused' | 'reconnecting' | 'stuck';

export interface ConsumerHealth {
  readonly state: ConsumerState;
  /** For people: what it waits for or is stuck in. Empty when idle or working. */
  readonly reason: string;
  /** False only when stuck: then a restart helps. */
  readonly live: boolean;
  /** Whether it takes part in its group. A pause does not make it unready: other partitions go on. */
  readonly ready: boolean;
  readonly paused: readonly PausedPartition[];
}

/** What a consumer knows of itself. */
export interface ConsumerFacts {
  readonly ended: Error | undefined;
  readonly joined: boolean;
  readonly working: boolean;
  readonly overdueSince: Date | undefined;
  readonly lastProgressAt: Date;
  readonly progressDeadlineMs: number;
  readonly paused: readonly PausedPartition[];
}

/** The state those facts come to. A pure function of them and the time. */
export function healthOf(facts: ConsumerFacts, now = new Date()): ConsumerHealth {
  const [state, reason] = stateOf(facts, now);
  return { state, reason, live: state !== 'stuck', ready: facts.joined && state !== 'stuck', paused: facts.paused };
}

function stateOf(facts: ConsumerFacts, now: Date): [ConsumerState, string] {
  const { ended, joined, working, overdueSince, lastProgressAt, progressDeadlineMs, paused } = facts;
  if (ended) return ['stuck', `the client has ended: ${ended.message}`];
  if (overdueSince) return ['stuck', `a handler is past its deadline since ${overdueSince.toISOString()}`];
  if (!joined) return ['reconnecting', 'not in its group'];
  if (!working && now.getTime() - lastProgressAt.getTime() > progressDeadlineMs) {
    return ['stuck', `nothing was fetched since ${lastProgressAt.toISOString()}`];
  }
  const [first] = paused;
  if (first) return ['paused', `${first.topic}/${first.partition} waits: ${first.code}: ${first.text}`];
  return [working ? 'working' : 'idle', ''];
}
