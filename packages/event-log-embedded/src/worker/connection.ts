import { Worker } from 'node:worker_threads';
import { messageOf } from '@ragtime/runtime';
import { ownFormat } from '../database/format.ts';
import { FolderInUse, FolderOfAnotherRelease, LogUnreadable } from '../folder-errors.ts';
import type { FromWorker, OpenedState, Reply, RequestBody, StreamState, WorkerSettings } from './protocol.ts';

/** The worker and its database, until either fails; then it is over for good. */
export interface Connection {
  readonly state: OpenedState;
  readonly streams: readonly StreamState[];
  isOver(): boolean;
  /** Resolves with `broken` when the worker died before it answered. */
  ask(body: RequestBody): Promise<Reply>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

/** @throws FolderInUse, FolderOfAnotherRelease, LogUnreadable */
export async function connect(folder: string, settings: WorkerSettings): Promise<Connection> {
  const worker = new Worker(new URL('./sqlite.worker.ts', import.meta.url), { workerData: settings, name: 'event-log' });
  const waiting = new Map<number, (reply: Reply) => void>();
  const opened = Promise.withResolvers<Extract<FromWorker, { kind: 'opened' }>>();
  const ended = Promise.withResolvers<void>();
  let [lastId, isOver] = [0, false];

  const end = (message: string) => {
    isOver = true;
    opened.reject(new LogUnreadable(settings.file, message));
    for (const answer of waiting.values()) answer({ kind: 'broken', message });
    waiting.clear();
  };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'opened') opened.resolve(message);
    else if (message.kind === 'not-opened') opened.reject(notOpened(folder, settings.file, message));
    else {
      if (message.reply.kind === 'broken') isOver = true;
      waiting.get(message.id)?.(message.reply);
      waiting.delete(message.id);
    }
  });
  worker.on('error', (error) => end(messageOf(error)));
  worker.on('exit', () => {
    end('its thread has ended');
    ended.resolve();
  });

  const { state, streams } = await opened.promise;
  return {
    state,
    streams,
    isOver: () => isOver,
    ended: ended.promise,
    ask(body) {
      if (isOver) return Promise.resolve({ kind: 'broken', message: 'the connection is over' });
      lastId += 1;
      const reply = Promise.withResolvers<Reply>();
      waiting.set(lastId, reply.resolve);
      worker.postMessage({ ...body, id: lastId });
      return reply.promise;
    },
  };
}

function notOpened(folder: string, file: string, { reason, message }: Extract<FromWorker, { kind: 'not-opened' }>): Error {
  if (reason === 'in-use') return new FolderInUse(folder);
  if (reason === 'other-release') return new FolderOfAnotherRelease(folder, message, ownFormat);
  return new LogUnreadable(file, message);
}
