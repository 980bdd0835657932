import { MappingDoesNotCompile, type MappingProblem } from '#libs/mapping';
import { compileRelease, mappingsIn, type MappingFiles } from './mapping-files.js';
import { readRelease, signatureOf, type Release } from './release.js';

/** Why the newest release does not run. */
export interface RefusedRelease {
  readonly release: string;
  readonly contentHash: string | null;
  readonly refusedAt: Date;
  /** In one line. */
  readonly reason: string;
  readonly problems: readonly MappingProblem[];
}

/** A mapping whose content is another one than before under the same version. */
export interface UnraisedVersion {
  readonly name: string;
  readonly version: string;
}

/** What a look at the files came to. */
export type Look =
  | { readonly came: 'unchanged' | 'unsettled' }
  | { readonly came: 'replaced'; readonly unraised: readonly UnraisedVersion[] }
  | { readonly came: 'refused'; readonly refused: RefusedRelease };

/**
 * The mappings that run, and the only way to replace them: by a release that compiles, all of it at once. A release that does not is remembered
 * and told, and what runs goes on running.
 */
export class RunningMappings {
  private files: MappingFiles;
  private release: Release;
  private loadedAtInstant: Date;
  private refusedRelease: RefusedRelease | undefined;
  /** Signature of the files as last judged, and as last seen. */
  private judged: string;
  private seen: string;

  /** Reads and compiles; throws `MappingDoesNotCompile` and what reading throws: a service does not start with a broken release. */
  constructor(
    private readonly directory: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.judged = this.seen = signatureOf(directory);
    this.release = readRelease(directory);
    this.files = compileRelease(this.release);
    this.loadedAtInstant = now();
  }

  /** The mappings to be used from now on. Ask once for what has to be mapped alike. */
  get current(): MappingFiles {
    return this.files;
  }

  get releaseName(): string {
    return this.release.name;
  }

  get contentHash(): string {
    return this.release.contentHash;
  }

  get loadedAt(): Date {
    return this.loadedAtInstant;
  }

  /** The newest release, where it was refused. */
  get refused(): RefusedRelease | undefined {
    return this.refusedRelease;
  }

  /**
   * Looks whether the files have changed, and takes them when they compile. Files that are being written are left alone until two looks in a row
   * see them alike ('unsettled'). Never throws: what cannot be read is refused.
   */
  look(): Look {
    let signature: string;
    try {
      signature = signatureOf(this.directory);
    } catch (error) {
      signature = `unreadable ${messageOf(error)}`;
    }
    const settled = signature === this.seen;
    this.seen = signature;
    if (signature === this.judged) return { came: 'unchanged' };
    if (!settled) return { came: 'unsettled' };
    return this.judge(signature);
  }

  private judge(signature: string): Look {
    this.judged = signature;
    let release: Release | undefined;
    try {
      release = readRelease(this.directory);
      // Written again as it was, or back to what runs.
      if (release.contentHash === this.release.contentHash) return this.keep();
      const files = compileRelease(release);
      const unraised = unraisedVersions(this.files, files);
      this.files = files;
      this.release = release;
      this.loadedAtInstant = this.now();
      this.refusedRelease = undefined;
      return { came: 'replaced', unraised };
    } catch (error) {
      this.refusedRelease = {
        release: release?.name ?? '',
        contentHash: release?.contentHash ?? null,
        refusedAt: this.now(),
        reason: messageOf(error).split('\n').slice(0, 2).join(' '),
        problems: error instanceof MappingDoesNotCompile ? error.problems : [],
      };
      return { came: 'refused', refused: this.refusedRelease };
    }
  }

  private keep(): Look {
    if (!this.refusedRelease) return { came: 'unchanged' };
    this.refusedRelease = undefined;
    return { came: 'replaced', unraised: [] };
  }
}

function unraisedVersions(before: MappingFiles, after: MappingFiles): UnraisedVersion[] {
  const known = new Map(mappingsIn(before).map(({ file, mapping }) => [file, mapping]));
  return mappingsIn(after).flatMap(({ file, mapping: { name, version, contentHash } }) => {
    const was = known.get(file);
    const same = was?.name === name && was.version === version;
    return same && was.contentHash !== contentHash ? [{ name, version }] : [];
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
