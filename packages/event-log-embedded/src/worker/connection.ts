import { messageOf, openThread, ThreadCallFailed } from '@ragtime/runtime';
import { ownFormat } from '../database/format.ts';
import { FolderInUse, FolderOfAnotherRelease, LogUnreadable } from '../folder-errors.ts';
import type { LogCalls, Opened, OpenedState, Reply, RequestBody, StreamState, WorkerSettings } from './protocol.ts';

/** The worker and its database. When either fails, the connection is over for good. */
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
  let isOver = false;
  const thread = await openThread<LogCalls, Opened>(new URL('./sqlite.worker.ts', import.meta.url), {
    name: 'event-log',
    setup: settings,
    onEnd() {
      isOver = true;
    },
  }).catch((error: unknown) => {
    throw notOpened(folder, settings.file, error);
  });

  return {
    ...thread.ready,
    isOver: () => isOver,
    ended: thread.ended,
    async ask(body) {
      if (isOver) return { kind: 'broken', message: 'the connection is over' };
      const reply = await thread.call('request', body).catch((error: unknown): Reply => ({ kind: 'broken', message: messageOf(error) }));
      if (reply.kind === 'broken') isOver = true;
      return reply;
    },
  };
}

function notOpened(folder: string, file: string, error: unknown): Error {
  const code = error instanceof ThreadCallFailed ? error.code : undefined;
  if (code === 'in-use') return new FolderInUse(folder);
  if (code === 'other-release') return new FolderOfAnotherRelease(folder, messageOf(error), ownFormat);
  return new LogUnreadable(file, messageOf(error));
}
