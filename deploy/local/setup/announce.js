/** What a first run downloads, in megabytes, measured with empty caches on Linux x64 (README.md, "Figures"); other platforms differ little. */
export const DOWNLOAD_MB = { packages: 315, java: 200 };

/** A usual line, to turn megabytes into minutes; Megabit per second. */
const LINE_MBIT_PER_SECOND = 50;
/** Unpacking and starting, seconds. */
const WORK_SECONDS = 20;

/**
 * The first line: what will happen, how much it downloads and about how long that takes.
 *
 * @param {{ packages: boolean, java: boolean }} missing
 * @returns {string}
 */
export function announce(missing) {
  const megabytes = (missing.packages ? DOWNLOAD_MB.packages : 0) + (missing.java ? DOWNLOAD_MB.java : 0);
  const cost =
    megabytes === 0
      ? 'everything is downloaded already, so it takes seconds.'
      : `this first run downloads about ${megabytes} MB (about ${duration(megabytes)} at ${LINE_MBIT_PER_SECOND} Mbit/s), later runs start in seconds.`;
  return `Clarity Connect starts broker, registry, database, its services and a sandbox, and takes real orders through them; ${cost}`;
}

/** @param {number} megabytes */
function duration(megabytes) {
  const seconds = WORK_SECONDS + (megabytes * 8) / LINE_MBIT_PER_SECOND;
  return seconds < 100 ? `${Math.ceil(seconds / 10) * 10} s` : `${Math.ceil(seconds / 60)} minutes`;
}
