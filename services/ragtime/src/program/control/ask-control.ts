import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { BackupError } from '../backup/backup-error.ts';
import type { BackupManifest } from '../backup/layout.ts';
import type { BackupProgress } from '../backup/make-backup.ts';
import { controlSocketOf } from './control-socket.ts';
import type { ControlLine } from './serve-control.ts';

/** Asks the server that runs on the folder to make a backup. Returns undefined when no server runs there. @throws BackupError */
export async function askForBackup(
  folder: string,
  target: string,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupManifest | undefined> {
  const asking = request({
    socketPath: controlSocketOf(folder),
    method: 'POST',
    path: `/backup?folder=${encodeURIComponent(target)}`,
  });
  asking.end();
  let response: IncomingMessage;
  try {
    [response] = (await once(asking, 'response')) as [IncomingMessage];
  } catch (error) {
    if (isNoServer(error)) return undefined;
    throw error;
  }
  for await (const text of createInterface({ input: response })) {
    const line = JSON.parse(text) as ControlLine;
    if ('manifest' in line) return line.manifest;
    if ('failure' in line) throw new BackupError(line.failure.code, line.failure.message);
    onProgress(line.progress);
  }
  throw new BackupError('backup-failed', 'the server ended before the backup was complete');
}

/** True when there is no socket, or when a killed process left it. */
const isNoServer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
