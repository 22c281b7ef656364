import { rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { messageOf } from '@ragtime/runtime/errors';
import { type Asked, type Served, serveThread } from '@ragtime/runtime/thread';
import { OtherRelease } from '../database/format.ts';
import { openDatabase } from '../database/open-database.ts';
import { isForeignFile, isInUse, isUnfinished } from '../database/sqlite-errors.ts';
import { streamsOf } from '../database/streams.ts';
import { createServer } from './handle-requests.ts';
import type { Opened, Reply, Request, RequestBody, RequestOf, WorkerSettings } from './protocol.ts';

/** Runs in a separate thread, because a sync of the disk blocks the thread that calls it. */
function open(settings: WorkerSettings): Served<Opened> {
  const { database, state } = tryToOpen(settings);
  const streams = streamsOf(database);
  const handle = createServer({ database, streams, settings });
  return {
    ready: { state, streams: streams.list() },
    take(asked) {
      const requests = asked.map(({ argument }, id): Request => ({ ...(argument as RequestBody), id }));
      for (const request of requests)
        if (request.kind === 'copy') void copy(database, request).then((reply) => answer(asked, request.id, reply));
      const { replies, isOver } = handle(requests);
      for (const { id, reply } of replies) answer(asked, id, reply);
      return isOver ? 'over' : 'goes-on';
    },
  };
}

const answer = (asked: readonly Asked[], id: number, reply: Reply): void => asked[id]?.answer(reply);

/** Pages per step. Appends go on between two steps; pages that they change are copied again. */
const pagesPerStep = 500;
const copyTriesMax = 100;

async function copy(database: DatabaseSync, { file }: RequestOf<'copy'>): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    try {
      await backup(database, file, { rate: pagesPerStep });
      return { kind: 'copied' };
    } catch (error) {
      if (isUnfinished(error) && tries < copyTriesMax) rmSync(file, { force: true });
      else return { kind: 'not-copied', message: messageOf(error) };
    }
  }
}

/** Carries the reason why the database did not open to the other thread as a code. */
class NotOpened extends Error {
  readonly code: 'in-use' | 'other-release' | 'unreadable';

  constructor(code: NotOpened['code'], cause: unknown) {
    super(messageOf(cause), { cause });
    this.code = code;
  }
}

function tryToOpen(settings: WorkerSettings) {
  try {
    return openDatabase(settings);
  } catch (error) {
    const isOther = error instanceof OtherRelease || isForeignFile(error);
    throw new NotOpened(isInUse(error) ? 'in-use' : isOther ? 'other-release' : 'unreadable', error);
  }
}

serveThread(open);
