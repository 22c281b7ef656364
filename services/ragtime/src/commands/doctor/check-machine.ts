import { access, constants, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bytesText, type Check, type CliContext, ok, warning, wrong } from '@ragtime/cli';
import { diskSpace } from '@ragtime/runtime';
import { ConfigInvalid } from '@ragtime/runtime/config';
import { readProgramConfig } from '../../config/read-program-config.ts';

/** The oldest version of Node.js that runs our sources as they are. */
const nodeMin = [24, 12] as const;
/** The program does not start with less free space. */
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
    await checkRights(folder),
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
    const misspelt = unknown.map((name) => warning('settings', `no setting is called ${name}`, '"ragtime config" lists all settings'));
    const checks = misspelt.length === 0 ? [ok('settings', 'all are valid')] : misspelt;
    return { checks, dataFolder: config.dataFolder };
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    const checks = error.problems.map((problem) => wrong('settings', problem, '"ragtime config --verbose" says what each setting is for'));
    return { checks, dataFolder: environment['RAGTIME_DATA'] || './data' };
  }
}

async function checkFolder(folder: string): Promise<Check> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return ok('data folder', `${folder} is not there yet: the first start makes it`);
  if (!found.isDirectory()) return wrong('data folder', `${folder} is not a folder`, 'choose another folder with RAGTIME_DATA');
  const isWritable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    return wrong(
      'data folder',
      `${folder} cannot be written`,
      'let the user that runs Ragtime write it, or choose another folder with RAGTIME_DATA',
    );
  return ok('data folder', folder);
}

/** The vault holds the keys to the text in the log: a log without its vault cannot be read. */
async function checkVault(folder: string): Promise<Check> {
  const isThere = async (path: string) => (await stat(join(folder, path)).catch(() => undefined)) !== undefined;
  if (!(await isThere('log/log.sqlite'))) return ok('key vault', 'the log is not there yet');
  if (await isThere('vault/keys')) return ok('key vault', 'it is beside the log');
  return wrong(
    'key vault',
    `the vault of the log is missing: ${join(folder, 'vault/keys')} is not there`,
    'restore it from a backup: see docs/errors/vault-missing.md',
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
  if (found === undefined) return ok('owner.key', 'not in the data folder: set RAGTIME_API_KEY');
  if ((found.mode & 0o077) === 0) return ok('owner.key', 'only its owner can read it');
  return warning(
    'owner.key',
    'other users of this machine can read it',
    `chmod 600 ${file}, and "ragtime keys reset" if another user may have read it`,
  );
}

/** Whatever lies below a closed folder is closed too. */
async function checkRights(folder: string): Promise<Check> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return ok('rights', 'the data folder is not there yet');
  const paths = [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))];
  const open: string[] = [];
  for (const path of paths) if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
  if (open.length === 0) return ok('rights', 'only its owner can read the data folder');
  return wrong(
    'rights',
    `other users of this machine have rights to ${open.join(', ')}`,
    `chmod -R go= ${folder}; the next start of the server does it too`,
  );
}
