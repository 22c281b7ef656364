import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bytesText, type Check, type CliContext, ok, warning, wrong } from '@ragtime/cli';
import { diskSpace } from '@ragtime/runtime';
import { ConfigInvalid } from '@ragtime/runtime/config';
import { readProgramConfig } from '../../config/read-program-config.ts';

/** The oldest that runs our sources as they are. */
const nodeMin = [24, 12] as const;
/** Below it the program does not start. */
const freeBytesMin = 512 * 1024 ** 2;
const freeBytesGood = 4 * 1024 ** 3;

export async function checkMachine({ environment }: Pick<CliContext, 'environment'>): Promise<readonly Check[]> {
  const { checks: settings, dataFolder } = checkSettings(environment);
  const folder = resolve(dataFolder);
  return [
    checkNode(process.versions.node),
    ...settings,
    await checkFolder(folder),
    await checkVault(folder),
    await checkDisk(folder),
    await checkKeyFile(folder),
  ];
}

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1]);
  if (isEnough) return ok('Node.js', version);
  return wrong('Node.js', `${version} is too old`, `use ${nodeMin.join('.')} or later; "npm start" brings one along`);
}

function checkSettings(environment: CliContext['environment']): { readonly checks: readonly Check[]; readonly dataFolder: string } {
  try {
    const { unknown, config } = readProgramConfig(environment);
    const misspelt = unknown.map((name) => warning('settings', `nobody reads ${name}`, '"ragtime config" lists what there is'));
    const checks = misspelt.length === 0 ? [ok('settings', 'all as they may be')] : misspelt;
    return { checks, dataFolder: config.dataFolder };
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    const checks = error.problems.map((problem) => wrong('settings', problem, '"ragtime config --verbose" says what each is for'));
    return { checks, dataFolder: environment['RAGTIME_DATA'] || './data' };
  }
}

async function checkFolder(folder: string): Promise<Check> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return ok('data folder', `${folder} is not there yet: the first start makes it`);
  if (!found.isDirectory()) return wrong('data folder', `${folder} is no folder`, 'choose another with RAGTIME_DATA');
  const isWritable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    return wrong(
      'data folder',
      `${folder} cannot be written`,
      'give it to the user that Ragtime runs as, or choose another with RAGTIME_DATA',
    );
  return ok('data folder', folder);
}

/** A log is a book whose names only the vault can read. */
async function checkVault(folder: string): Promise<Check> {
  const isThere = async (path: string) => (await stat(join(folder, path)).catch(() => undefined)) !== undefined;
  if (!(await isThere('log/log.sqlite'))) return ok('key vault', 'nothing is kept yet');
  if (await isThere('vault/keys')) return ok('key vault', 'beside its log');
  return wrong(
    'key vault',
    `the log has none: ${join(folder, 'vault/keys')} is gone`,
    'bring it back from a backup: see docs/errors/vault-missing.md',
  );
}

async function checkDisk(folder: string): Promise<Check> {
  const { freeBytes } = await diskSpace(await nearestFolder(folder));
  const free = `${bytesText(freeBytes)} free`;
  const mend = 'free some space, or move the data folder to a larger disk';
  if (freeBytes < freeBytesMin) return wrong('disk', `${free}: Ragtime does not start below ${bytesText(freeBytesMin)}`, mend);
  return freeBytes < freeBytesGood ? warning('disk', free, mend) : ok('disk', free);
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere || path === dirname(path) ? path : await nearestFolder(dirname(path));
}

async function checkKeyFile(folder: string): Promise<Check> {
  const file = join(folder, 'owner.key');
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return ok('owner.key', 'not in the data folder: RAGTIME_API_KEY is needed');
  if ((found.mode & 0o077) === 0) return ok('owner.key', 'readable by its owner alone');
  return warning('owner.key', 'others on this machine may read it', `chmod 600 ${file}, and "ragtime keys reset" if it may have been read`);
}
