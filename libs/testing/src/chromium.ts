import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../../deploy/local/setup/root.js';

/** How a Chromium is started. */
export interface Chromium {
  readonly executablePath: string;
  /** On top of this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The Chromium inside the package @sparticuz/chromium, which is for Linux on x64. The first call unpacks it below `.local/`, about 2 s and 210 MB; later ones, of
 * whatever process, find it there.
 */
export async function packagedChromium(): Promise<Chromium> {
  const browsers = join(repositoryRoot(import.meta.dirname), '.local/browser');
  const folder = join(browsers, await packageVersion());
  if (!existsSync(folder)) await unpackTo(folder, browsers);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

const require = createRequire(import.meta.url);
const PACKAGE = '@sparticuz/chromium';

async function packageVersion(): Promise<string> {
  // The package exports only its module, which lies one folder below its package.json.
  const manifest = join(require.resolve(PACKAGE), '../../package.json');
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}

/**
 * Beside its place and then there at once: the package itself takes a file that another process is still writing for a whole one. It unpacks to the temporary
 * folder, and the libraries a bare system lacks only where it believes to be at Amazon's.
 */
async function unpackTo(folder: string, browsers: string): Promise<void> {
  await mkdir(browsers, { recursive: true });
  const staging = await mkdtemp(join(browsers, 'unpacking-'));
  try {
    const script = `import chromium from '${PACKAGE}'; await chromium.executablePath();`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: repositoryRoot(import.meta.dirname),
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', NODE_OPTIONS: '' },
    });
    await writeFile(join(staging, 'fonts.conf'), fontsConfiguration(folder));
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(folder)) throw error;
  }
}

/** The system's fonts where it has any, and the one that comes with the package. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}
