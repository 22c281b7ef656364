import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@ragtime/testkit/eventually';
import { freePort } from '@ragtime/testkit/free-port';

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server of its own with its default settings, from the binaries of this machine. Undefined when there are none. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const binaries = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1);
  if (binaries === undefined || !existsSync(join(binaries, 'initdb'))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-postgres-'));
  const identity = await handOver(folder);
  const data = join(folder, 'data');
  const options = { ...identity, cwd: folder, stdio: 'ignore' } as const;
  const { status } = spawnSync(join(binaries, 'initdb'), ['-D', data, '-U', 'bench', '--auth=trust'], options);
  if (status !== 0) throw new Error(`initdb ended with ${status}`);
  const port = await freePort();
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'], options);
  const isReady = () => spawnSync(join(binaries, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0;
  await waitUntil('Postgres answers', isReady);
  return {
    url: `postgresql://bench@127.0.0.1:${port}/postgres`,
    async stop() {
      // A smart shutdown: it waits until the last connection is closed.
      server.kill('SIGTERM');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the folder to another user, since Postgres does not run as root. */
async function handOver(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const identity = { uid: idOf('-u'), gid: idOf('-g') };
  await chown(folder, identity.uid, identity.gid);
  return identity;
}
