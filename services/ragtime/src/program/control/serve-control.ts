import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { type Logger, messageOf, type Shutdown } from '@ragtime/runtime';
import { BackupError } from '../backup/backup-error.ts';
import type { BackupManifest } from '../backup/layout.ts';
import type { BackupProgress } from '../backup/make-backup.ts';
import { controlSocketOf } from './control-socket.ts';

/** One JSON document a line. The last line is the result or the failure. */
export type ControlLine =
  | { readonly progress: BackupProgress }
  | { readonly manifest: BackupManifest }
  | { readonly failure: { readonly code: BackupError['code']; readonly message: string } };

export type Backup = (target: string, onProgress: (progress: BackupProgress) => void) => Promise<BackupManifest>;

/** Listens for `POST /backup?folder=…` on the socket of the data folder, while this process holds the lock on the folder. */
export async function serveControl(options: {
  readonly folder: string;
  readonly backup: Backup;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}): Promise<void> {
  const { folder, backup, logger, shutdown } = options;
  const path = controlSocketOf(folder);
  let isBusy = false;

  async function answer(target: string, say: (line: ControlLine) => void): Promise<void> {
    if (isBusy) return say(failureOf(new BackupError('backup-running', 'another backup is being made: wait until it ends')));
    isBusy = true;
    try {
      const manifest = await backup(target, (progress) => say({ progress }));
      const { counts, losses } = manifest;
      if (losses.length === 0) logger.info({ target, records: counts.records }, 'the backup is complete');
      else logger.error({ target, losses }, 'the backup is made; these things were damaged or missing, and it has everything else');
      say({ manifest });
    } catch (error) {
      logger.error({ err: error, target }, 'the backup failed; the server goes on without it');
      say(failureOf(error));
    } finally {
      isBusy = false;
    }
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    const target = searchParams.get('folder');
    if (request.method !== 'POST' || pathname !== '/backup' || target === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    void answer(target, (line) => void response.write(`${JSON.stringify(line)}\n`)).then(() => end(response));
  });
  await rm(path, { force: true }); // a killed process may have left it
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  shutdown.add(
    'control socket',
    () => {
      server.closeAllConnections();
      server.close();
    },
    { timeoutMs: 200 },
  );
}

const end = (response: ServerResponse): void => void response.end();

const failureOf = (error: unknown): ControlLine => ({
  failure:
    error instanceof BackupError ? { code: error.code, message: error.message } : { code: 'backup-failed', message: messageOf(error) },
});
