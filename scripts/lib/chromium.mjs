// Finds a real browser for the tests of the console.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const apt = '/usr/bin/apt-get';

/**
 * Finds the browser that `RAGTIME_CHROMIUM` names, or else the system's own. If there is none, root on Debian installs one.
 *
 * @returns {string} the path of the program.
 */
export function chromiumProgram() {
  const named = process.env.RAGTIME_CHROMIUM;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`RAGTIME_CHROMIUM names a browser that does not exist: ${named}`);
  }
  const found = () => places.find((place) => existsSync(place));
  if (found() === undefined && process.getuid?.() === 0 && existsSync(apt)) install();
  const program = found();
  if (program !== undefined) return program;
  throw new Error(
    'The tests of the console need a browser: install chromium (Debian: apt-get install chromium), or name one in RAGTIME_CHROMIUM.',
  );
}

function install() {
  console.error('Installing Debian’s chromium for the tests of the console (once) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']])
    spawnSync(apt, ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
