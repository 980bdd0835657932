import { Controller, Get, Inject } from '@nestjs/common';
import { problemText } from '#libs/mapping';
import { RUNNING_MAPPINGS } from '../tokens.js';
import { exactVersionOf, mappingsIn } from './mapping-files.js';
import type { RunningMappings } from './running-mappings.js';

/** What runs, and why the newest does not. */
export interface MappingsOverview {
  /** Folder of the release; empty when the mappings directory itself is the release. */
  readonly release: string;
  /** SHA-256 over all files of the release. */
  readonly contentHash: string;
  readonly loadedAt: string;
  readonly mappings: readonly {
    readonly name: string;
    readonly version: string;
    /** SHA-256 of the mapping with its lookups. */
    readonly contentHash: string;
    /** As commands carry it. */
    readonly commandVersion: string;
  }[];
  /** The newest release, where it does not run. */
  readonly lastError: {
    readonly release: string;
    readonly contentHash: string | null;
    readonly refusedAt: string;
    readonly reason: string;
    readonly problems: readonly string[];
  } | null;
}

/** Which mappings run. No personal data: mappings have none. */
@Controller('mappings')
export class MappingsController {
  constructor(@Inject(RUNNING_MAPPINGS) private readonly running: RunningMappings) {}

  @Get()
  overview(): MappingsOverview {
    const { current, releaseName, contentHash, loadedAt, refused } = this.running;
    return {
      ...{ release: releaseName, contentHash, loadedAt: loadedAt.toISOString() },
      mappings: mappingsIn(current).map(({ mapping }) => ({
        ...{ name: mapping.name, version: mapping.version, contentHash: mapping.contentHash },
        commandVersion: exactVersionOf(mapping),
      })),
      lastError: refused
        ? { ...refused, refusedAt: refused.refusedAt.toISOString(), problems: refused.problems.map(problemText) }
        : null,
    };
  }
}
