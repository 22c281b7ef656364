import { GenericContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { imageOf } from './images.ts';
import type { Started } from './started.ts';

const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Nothing outlives a test, so the server syncs nothing and keeps all files in memory.
 *
 * @param options.keepsFiles for a server that is killed and started again: it syncs, and its files are on the disk. Its port stays the same.
 */
export async function startPostgres({ keepsFiles = false } = {}): Promise<Started<string>> {
  const port = await freePort();
  const settings = ['max_connections=300', ...(keepsFiles ? [] : fast)];
  const container = await new GenericContainer(imageOf('POSTGRES_IMAGE'))
    .withEnvironment({ POSTGRES_USER: 'ragtime', POSTGRES_PASSWORD: 'ragtime', POSTGRES_DB: 'ragtime' })
    .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
    .withTmpFs(keepsFiles ? {} : { '/var/lib/postgresql/data': 'rw' })
    .withExposedPorts({ container: 5432, host: port })
    // It checks over TCP: the first start, which only makes the database, opens no port. So the check succeeds only when the server is really up.
    .withWaitStrategy(Wait.forSuccessfulCommand('pg_isready -q -h 127.0.0.1 -U ragtime'))
    .start();
  return { container, address: `postgres://ragtime:ragtime@127.0.0.1:${port}/ragtime` };
}
