import type { Platform } from '#libs/service';
import type { TransformationConfig } from '../transformation.config.js';
import type { MasterDataPolicy } from '../validation/order-validator.js';
import type { MasterDataDesk } from './master-data-desk.js';
import { ageText } from './master-data-state.js';

/** How often orders are looked for whose data came while nobody decided them anew, e.g. because of a restart. */
const LOOK_MS = 30_000;

/**
 * Shows how old master data are, by metric and health line, and looks after orders that wait for them: now and then, and whenever the
 * answer is called.
 */
export function watchMasterData(
  { metrics, health, log, onClose }: Platform<TransformationConfig>,
  desk: MasterDataDesk,
  policy: MasterDataPolicy,
): () => void {
  metrics.gauge({
    name: 'master_data_age_seconds',
    help: 'Since SYSPRO was last read in full; -1 for never',
    labels: ['company', 'kind'],
    collect: async (gauge) => {
      const ages = await desk.ages().catch(() => []);
      for (const { company, kind, ageMs } of ages) gauge.set({ company, kind }, ageMs === null ? -1 : ageMs / 1000);
    },
  });
  health.register({
    ...{ name: 'master data', live: false, ready: false },
    check: async () => {
      const ages = await desk.ages();
      const ok = policy === 'ignore' || (ages.length > 0 && ages.every(({ state }) => state === 'fresh'));
      const lines = ages.map((age) => `${age.company} ${age.kind}: ${age.state}, ${ageText(age)}`);
      return { ok, state: policy, detail: lines.join('; ') || 'never told of' };
    },
  });
  const look = (): void => {
    desk
      .decideReady()
      .catch((err: unknown) => log.warn({ err }, 'Orders that wait for master data could not be looked for'));
  };
  const timer = setInterval(look, LOOK_MS);
  onClose('look for orders that wait for master data', () => Promise.resolve(clearInterval(timer)));
  return look;
}
