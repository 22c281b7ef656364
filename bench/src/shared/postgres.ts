import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server of its own with the settings that it comes with, from the binaries of this machine. Undefined: there are none. */
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
  await untilReady(join(binaries, 'pg_isready'), port);
  return {
    url: `postgresql://bench@127.0.0.1:${port}/postgres`,
    async stop() {
      // Smart: whoever still hangs up does so in peace.
      server.kill('SIGTERM');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** It does not run as root. */
async function handOver(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const identity = { uid: idOf('-u'), gid: idOf('-g') };
  await chown(folder, identity.uid, identity.gid);
  return identity;
}

async function untilReady(isReady: string, port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (spawnSync(isReady, ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0) return;
    await realMachine.timers.sleep(50);
  }
  throw new Error('Postgres does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
