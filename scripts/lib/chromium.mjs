// Where a real browser is, for the tests that look at the console.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const apt = '/usr/bin/apt-get';

/**
 * The browser that `RAGTIME_CHROMIUM` names, else the system's own, which is installed first where there is none and that may be done.
 *
 * @returns {string} the path of the program.
 */
export function chromiumProgram() {
  const named = process.env.RAGTIME_CHROMIUM;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`RAGTIME_CHROMIUM names a browser that is not there: ${named}`);
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
