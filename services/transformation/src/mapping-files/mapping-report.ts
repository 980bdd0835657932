import type { Database, ItemToPark, Parking } from '#libs/delivery';
import { problemText } from '#libs/mapping';
import type { Metrics } from '#libs/service';
import { mappingsIn } from './mapping-files.js';
import type { Look, RefusedRelease, RunningMappings } from './running-mappings.js';

/** Under which a refused release stands parked; no order has this key. */
export const MAPPINGS_KEY = 'mappings';
export const RELEASE_REFUSED = 'MAPPING_RELEASE_REFUSED';

interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface MappingReportOptions {
  readonly mappings: RunningMappings;
  readonly database: Database;
  readonly parking: Parking;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Tells operators of releases that were taken or refused: in the log, by the metrics `mapping_releases_total` and `mapping_release_refused`, and
 * by an alert that is closed when a release is taken again. The alert is a parked item, so that it survives a restart and is raised once for all
 * replicas. Throws what Postgres throws.
 */
export function mappingReport({
  mappings,
  database,
  parking,
  metrics,
  log,
}: MappingReportOptions): (look: Look) => Promise<void> {
  const releases = metrics.counter({
    name: 'mapping_releases_total',
    help: 'Mapping releases seen, by what became of them',
    labels: ['came'],
  });
  metrics.gauge({
    name: 'mapping_release_refused',
    help: '1 while the newest mapping release is refused and an older one runs',
    collect: (gauge) => gauge.set(mappings.refused ? 1 : 0),
  });
  const counted = new WeakSet<Look>();
  return async (look) => {
    const isNew = !counted.has(look);
    counted.add(look);
    if (look.came === 'refused') {
      if (isNew) {
        releases.inc({ came: 'refused' });
        log.error(factsOf(look.refused), 'A mapping release is refused; the one before goes on running');
      }
      await database.transaction((tx) => parking.park(tx, parkedRelease(look.refused)));
      return;
    }
    if (look.came !== 'replaced') return;
    if (isNew) {
      releases.inc({ came: 'taken' });
      log.info(
        { release: mappings.releaseName, contentHash: mappings.contentHash, ...versions(mappings) },
        'Took a mapping release',
      );
      for (const unraised of look.unraised) {
        log.warn(
          unraised,
          'A mapping has changed under the same version: raise its version; its commands are told apart by their hash',
        );
      }
    }
    await closeRefusal(database, parking);
  };
}

/** Closes the alert of a refused release: one that compiles runs. */
export async function closeRefusal(database: Database, parking: Parking): Promise<void> {
  await database.transaction((tx) =>
    parking.release(tx, MAPPINGS_KEY, 'transformation', 'a release that compiles runs'),
  );
}

function versions({ current }: RunningMappings): Record<string, string> {
  return Object.fromEntries(mappingsIn(current).map(({ mapping: { name, version } }) => [name, version]));
}

function factsOf({ release, contentHash, problems, reason }: RefusedRelease): object {
  return { release, contentHash, reason, problems: problems.map(problemText) };
}

function parkedRelease({ release, contentHash, reason, problems }: RefusedRelease): ItemToPark {
  return {
    ...{ key: MAPPINGS_KEY, code: RELEASE_REFUSED, owner: 'integration', severity: 'WARNING' },
    text: `The mapping release ${release} is refused, the one before runs: ${problems.map(problemText).slice(0, 5).join('; ') || reason}`,
    suggestedFix: 'mend what GET /mappings shows, or activate another release',
    body: { release, contentHash, reason },
  };
}
