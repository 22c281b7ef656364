import { rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { messageOf } from '@ragtime/runtime/errors';
import { OtherRelease } from '../database/format.ts';
import { openDatabase } from '../database/open-database.ts';
import { isForeignFile, isInUse, isUnfinished } from '../database/sqlite-errors.ts';
import { streamsOf } from '../database/streams.ts';
import { createServer } from './handle-requests.ts';
import type { FromWorker, Request, RequestOf, WorkerSettings } from './protocol.ts';

/** Runs in its own thread, since a sync of the disk stops the thread that asks for it. */
function run(settings: WorkerSettings): void {
  const port = parentPort;
  if (port === null) throw new Error('this file is the body of a worker thread');
  const send = (message: FromWorker) => port.postMessage(message);
  const opened = tryToOpen(settings, send);
  if (opened === undefined) return;
  const streams = streamsOf(opened.database);
  const handle = createServer({ database: opened.database, streams, settings });
  port.on('message', (first: Request) => {
    const requests = [first];
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) requests.push(next.message);
    for (const request of requests) if (request.kind === 'copy') void copy(opened.database, request).then(send);
    const { replies, isOver } = handle(requests);
    for (const { id, reply } of replies) send({ kind: 'reply', id, reply });
    if (isOver) port.close();
  });
  send({ kind: 'opened', state: opened.state, streams: streams.list() });
}

/** Pages a step: between two steps appends go on, and what they change is copied anew. */
const pagesAStep = 500;
const copyTriesMax = 100;

async function copy(database: DatabaseSync, { id, file }: RequestOf<'copy'>): Promise<FromWorker> {
  for (let tries = 1; ; tries += 1) {
    try {
      await backup(database, file, { rate: pagesAStep });
      return { kind: 'reply', id, reply: { kind: 'copied' } };
    } catch (error) {
      if (isUnfinished(error) && tries < copyTriesMax) rmSync(file, { force: true });
      else return { kind: 'reply', id, reply: { kind: 'not-copied', message: messageOf(error) } };
    }
  }
}

function tryToOpen(settings: WorkerSettings, send: (message: FromWorker) => void) {
  try {
    return openDatabase(settings);
  } catch (error) {
    const reason = isInUse(error) ? 'in-use' : error instanceof OtherRelease || isForeignFile(error) ? 'other-release' : 'unreadable';
    send({ kind: 'not-opened', reason, message: messageOf(error) });
    return undefined;
  }
}

run(workerData);
