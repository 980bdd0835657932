import { Module, type DynamicModule } from '@nestjs/common';
import { migrationsBeside, type Database } from '#libs/delivery';
import { RetryableError } from '#libs/errors';
import {
  createService,
  OPERATOR_KEYS,
  OperatorKeys,
  openStorage,
  PARKING,
  ParkedController,
  readTopics,
  type Environment,
  type Platform,
  type RunningService,
  type Storage,
} from '#libs/service';
import type { Syspro } from '#libs/syspro';
import { CommandsController } from './accept-commands/commands.controller.js';
import { ApplyReceiptEffect } from './apply-receipt/apply-receipt.js';
import { CancelSalesOrderEffect } from './cancel-sales-order/cancel-sales-order.js';
import { CreateSalesOrderEffect } from './create-sales-order/create-sales-order.js';
import type { ClaimedEffect } from './effect/effect.js';
import { effectChannel, PostgresEffectStore } from './effect-store/postgres-effect-store.js';
import { EnsureCustomerEffect } from './ensure-customer/ensure-customer.js';
import { HoldSalesOrderEffect } from './hold-sales-order/hold-sales-order.js';
import { ReleaseSalesOrderEffect } from './hold-sales-order/release-sales-order.js';
import { EffectRunner, type RunReport } from './lane/effect-runner.js';
import { Lane } from './lane/lane.js';
import { laneTimes, type LaneTimes } from './lane/lane-times.js';
import { TargetAlerts } from './lane/target-alerts.js';
import { TargetPause } from './lane/target-pause.js';
import { OperatorLease, type OperatorWork } from './operator-lease/operator-lease.js';
import { OrderPoller } from './poll-orders/order-poller.js';
import { MasterDataBook } from './poll-master-data/master-data-book.js';
import { MasterDataPoller } from './poll-master-data/master-data-poller.js';
import { Pace } from './poll-orders/pace.js';
import { WatchedOrders } from './poll-orders/watched-orders.js';
import { PostReceiptEffect } from './post-receipt/post-receipt.js';
import { PostUnappliedReceiptEffect } from './post-unapplied-receipt/post-unapplied-receipt.js';
import { PostingMetrics } from './posting-metrics.js';
import { postingConfig, type PostingConfig } from './posting.config.js';
import { mayStart, preflight, type Finding } from './preflight/preflight.js';
import { findingText } from './preflight/preflight-text.js';
import { readSiteNeeds } from './preflight/site-needs.js';
import { RedriveController } from './revise-effects/redrive.controller.js';
import { EffectsController } from './show-effects/effects.controller.js';
import { sysproSessions, type SysproSessions } from './syspro-sessions.js';
import { EFFECT_STORE } from './tokens.js';

/**
 * Starts posting from an environment. Needs Postgres to start; SYSPRO, Kafka and the registry may be away, also at the start.
 */
export function create(environment: Environment): Promise<RunningService> {
  return createService<PostingConfig>({ name: 'posting', config: postingConfig, module: wire }, environment);
}

@Module({})
class PostingModule {}

async function wire(platform: Platform<PostingConfig>): Promise<DynamicModule> {
  const metrics = new PostingMetrics(platform.metrics);
  const times = laneTimes(platform.config);
  // First of all: a service with a broken table of refusals does not start.
  const syspro = sysproSessions(platform.config, metrics.called);
  await refuseUnlessReady(platform, syspro);
  const storage = await openStorage(platform, migrationsBeside(import.meta.url));

  const parts = { syspro, metrics, alerts: pollerAlerts(platform, storage) };
  const poller = orderPoller(platform, storage, parts);
  const pollers = [poller, masterDataPoller(platform, storage, parts)];
  workAs(platform, storage.database, platform.config.sysproPollerOperator, syspro.poller, pollers);
  const store = new PostgresEffectStore({ ...storage, onWatch: () => poller.wake() });
  const lane = await startLane(platform, { ...storage, store, syspro, metrics, times });
  metrics.observe(store, lane);
  readTopics(platform, storage);

  return {
    module: PostingModule,
    controllers: [CommandsController, EffectsController, RedriveController, ParkedController],
    providers: [
      { provide: EFFECT_STORE, useValue: store },
      {
        provide: OPERATOR_KEYS,
        useValue: OperatorKeys.parse(platform.config.operatorKeys?.reveal() ?? '') ?? OperatorKeys.none,
      },
      { provide: PARKING, useValue: storage.parking },
    ],
  };
}

/** With PREFLIGHT=required: refuses to start on a site where something would fail. What could not be looked at stops nobody. */
async function refuseUnlessReady({ config, log }: Platform<PostingConfig>, syspro: SysproSessions): Promise<void> {
  if (config.preflight !== 'required') return;
  const directory = config.preflightMappingsDirectory;
  const needs = directory === undefined ? undefined : readSiteNeeds(directory, config.sysproCompanyId);
  const findings: Finding[] = [];
  for await (const finding of preflight(syspro, config, needs)) {
    findings.push(finding);
    if (finding.verdict === 'unknown') log.warn(finding, 'Preflight could not look');
  }
  if (mayStart(findings)) return;
  await Promise.all([syspro.lane.close(), syspro.poller.close()]);
  const failing = findings.filter(({ verdict }) => verdict === 'fails').map((each) => `  ${findingText(each)}`);
  throw new Error(`SYSPRO is not as posting needs it (PREFLIGHT=required):\n${failing.join('\n')}`);
}

interface LaneParts extends Storage {
  readonly store: PostgresEffectStore;
  readonly syspro: SysproSessions;
  readonly metrics: PostingMetrics;
  readonly times: LaneTimes;
}

/** The lane of the one company and operator, woken by new effects. */
async function startLane(platform: Platform<PostingConfig>, parts: LaneParts): Promise<Lane> {
  const { config, log, tracing, health } = platform;
  const { database, parking, store, syspro, metrics } = parts;
  const { leaseMs, quarantineMs } = parts.times;
  const longestMs = config.laneRestLongestMs;
  const pause = new TargetPause({ backoff: { firstMs: Math.min(500, longestMs), longestMs } });
  const periods = {
    currentPeriod: config.sysproCurrentPeriod,
    periodLookIntervalMs: config.periodLookIntervalMs,
    closedPolicy: config.periodClosedPolicy,
  };
  let mayPost = (): boolean => false;
  const runner = new EffectRunner({
    ...{ store, leaseMs },
    mayPost: () => mayPost(),
    syspro: syspro.lane,
    handlers: {
      CREATE_SALES_ORDER: new CreateSalesOrderEffect(store, config.sysproPaymentForm),
      HOLD_SALES_ORDER: new HoldSalesOrderEffect(store),
      RELEASE_SALES_ORDER: new ReleaseSalesOrderEffect(store),
      CANCEL_SALES_ORDER: new CancelSalesOrderEffect(store),
      POST_RECEIPT: new PostReceiptEffect(periods),
      POST_UNAPPLIED_RECEIPT: new PostUnappliedReceiptEffect(periods),
      APPLY_RECEIPT: new ApplyReceiptEffect(periods, store),
      ENSURE_CUSTOMER: new EnsureCustomerEffect(),
    },
    quarantineMs,
    resumeAt: (error) => pause.failed(error),
    policy: { backoff: { firstMs: config.retryFirstMs, longestMs: 10 * 60 * 1000 } },
    traceparent: () => tracing.traceparent(),
    onStranger: (err, { effectId, orderId }) => log.error({ err, effectId, orderId }, 'An effect failed unexpectedly'),
  });
  const alerts = new TargetAlerts({
    ...{ database, parking, target: `syspro:${config.sysproCompanyId}` },
    meanwhile: 'nothing is posted meanwhile, and nothing is rejected',
    onTrouble: (err) => log.warn({ err }, 'An alert about SYSPRO could not be written'),
  });
  platform.onClose('alerts about SYSPRO', () => alerts.settled());
  const lane = new Lane({
    ...{ store, runner, pause, leaseMs },
    name: config.sysproCompanyId,
    idleMs: config.laneIdleMs,
    workers: config.laneWorkers,
    around: (claim, work) =>
      tracing.inSpan(
        `posting ${claim.kind}`,
        {
          traceparent: claim.traceparent ?? undefined,
          attributes: { orderId: claim.orderId, effectId: claim.effectId },
        },
        work,
      ),
    onReport: (claim, report) => {
      metrics.attempted(claim, report);
      alerts.reported(claim.kind, report);
      logReport(platform, claim, report);
    },
    onTrouble: (err) => log.warn({ err }, 'The ledger of effects cannot be read or written'),
  });
  const lease = workAs(platform, database, config.sysproLaneOperator, syspro.lane, [lane]);
  metrics.observeLane(() => lease.surelyHeld);
  mayPost = () => lease.surelyHeld;
  const unlisten = await database.listen(effectChannel(database.schema), () => lane.wake());
  platform.onClose('effects channel', unlisten);
  health.register({
    ...{ name: 'syspro', live: false, ready: false },
    check: () => {
      const { state, rest } = lane.state();
      if (!lease.surelyHeld) return { ok: true, state: 'standby', detail: standbyText(config.sysproLaneOperator) };
      const detail = rest && `${rest.code} since ${rest.since.toISOString()}: ${rest.text}`;
      return { ok: state !== 'resting', state, ...(detail !== undefined && { detail }) };
    },
  });
  return lane;
}

/** Has the work done as the operator for as long as this process has its lease; logs off at the end. */
function workAs(
  { config, log, onClose }: Platform<PostingConfig>,
  database: Database,
  operator: string,
  session: Syspro,
  work: readonly OperatorWork[],
): OperatorLease {
  const lease = new OperatorLease({
    ...{ database, company: config.sysproCompanyId, operator, leaseMs: config.operatorLeaseMs, work },
    onChange: (held) => log.info({ operator }, held ? 'Works as the operator' : 'No longer works as the operator'),
    onTrouble: (err) => log.warn({ err, operator }, "The operator's lease could not be looked at"),
  });
  // In this order backwards: no more work, then the session's end, then the lease is free for others.
  onClose(`lease of ${operator}`, () => lease.release());
  onClose(`SYSPRO session of ${operator}`, () => session.close());
  onClose(`work as ${operator}`, () => lease.standDown());
  lease.start();
  return lease;
}

function standbyText(operator: string): string {
  return `another process works as ${operator}; this one takes over when that ends`;
}

function logReport({ log }: Platform<PostingConfig>, claim: ClaimedEffect, report: RunReport): void {
  const { effectId, orderId, kind, claimId } = claim;
  const fields = { effectId, orderId, kind, claimId, result: report.result, state: report.state };
  if (!report.settled) log.warn(fields, 'The claim on the effect was lost; whoever has it now reads back');
  else if (report.state === 'CONFIRMED') log.info(fields, 'Effect confirmed');
  else log.warn(fields, `Effect is ${report.state}: ${report.result}`);
}

/** What both pollers share: they work as one operator. */
interface PollerParts {
  readonly syspro: SysproSessions;
  readonly metrics: PostingMetrics;
  readonly alerts: TargetAlerts;
}

const SEEN = { result: 'done', targetAway: undefined };

/** Alerts about the polling operator, who may be used elsewhere as well as the lane's. */
function pollerAlerts(platform: Platform<PostingConfig>, { database, parking }: Storage): TargetAlerts {
  const { config, log } = platform;
  const alerts = new TargetAlerts({
    ...{ database, parking, target: `syspro:${config.sysproCompanyId}:${config.sysproPollerOperator}` },
    meanwhile: 'what SYSPRO does with orders is not seen meanwhile',
    onTrouble: (err) => log.warn({ err }, 'An alert about the polling operator could not be written'),
  });
  platform.onClose('alerts about the polling operator', () => alerts.settled());
  return alerts;
}

function orderPoller(
  platform: Platform<PostingConfig>,
  { database, outbox }: Storage,
  { syspro, metrics, alerts }: PollerParts,
): OrderPoller {
  const { config, log, health } = platform;
  const poller = new OrderPoller({
    syspro: syspro.poller,
    orders: new WatchedOrders(database, outbox),
    pace: new Pace(config.pollIntervalMs, Math.max(config.pollIntervalMs, config.pollLongestIntervalMs)),
    pageRows: config.pollPageRows,
    onPoll: (poll) => {
      metrics.polled(poll);
      alerts.reported('look', SEEN);
    },
    onFailure: (err) => {
      log.warn({ err }, 'The poller could not look at SYSPRO');
      if (err instanceof RetryableError) alerts.reported('look', { result: err.code, targetAway: err });
    },
  });
  health.register({
    ...{ name: 'syspro poller', live: false, ready: false },
    check: () => ({
      ok: poller.trouble === undefined,
      ...(poller.trouble !== undefined && { detail: poller.trouble }),
    }),
  });
  return poller;
}

/** Reads customers and stock codes by the polling operator. */
function masterDataPoller(
  { config, log, health }: Platform<PostingConfig>,
  { database, outbox }: Storage,
  { syspro, metrics, alerts }: PollerParts,
): MasterDataPoller {
  const poller = new MasterDataPoller({
    syspro: syspro.poller,
    book: new MasterDataBook(database, outbox),
    intervalMs: config.masterDataIntervalMs,
    pageRows: config.masterDataPageRows,
    onSweep: (swept) => {
      metrics.swept(swept);
      alerts.reported('look', SEEN);
      log.info({ ...swept }, 'Read all of a table of master data');
    },
    onFailure: (err) => {
      log.warn({ err }, 'Customers or stock codes could not be read; what was told before stays');
      if (err instanceof RetryableError) alerts.reported('look', { result: err.code, targetAway: err });
    },
  });
  health.register({
    ...{ name: 'syspro master data', live: false, ready: false },
    check: () => ({
      ok: poller.trouble === undefined,
      ...(poller.trouble !== undefined && { detail: poller.trouble }),
    }),
  });
  return poller;
}
