import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { typeParsers } from '../type-parsers.ts';
import type { SessionFailure, SessionReply, SessionRequest, SessionSetup } from './protocol.ts';
import { unpackTemplate } from './template.ts';

/**
 * The thread that holds the database: PGlite blocks whichever thread it runs in. One statement at a time, in the order in
 * which they were asked.
 */
const port = parentPort;
if (port === null) throw new Error('this file is the body of a worker thread');
const reply = (message: SessionReply): void => port.postMessage(message);

const oidOfBytea = 17;

async function open({ folder, templateFile }: SessionSetup): Promise<PGlite> {
  if (templateFile !== undefined) unpackTemplate(templateFile, folder);
  const database = await PGlite.create({
    dataDir: `file://${folder}`,
    extensions: { vector, pg_textsearch },
    parsers: Object.fromEntries(typeParsers.map(({ oid, parse }) => [oid, parse])),
    serializers: { [oidOfBytea]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  });
  // Samples of 6,000 rows instead of 30,000: nothing interrupts an analyze, and nobody reads meanwhile.
  await database.exec('set default_statistics_target = 20');
  return database;
}

async function answer(database: PGlite, request: SessionRequest): Promise<SessionReply> {
  switch (request.kind) {
    case 'query': {
      const { command, fields, rows, affectedRows, rowCount } = await database.query<Record<string, unknown>>(request.sql, [
        ...request.values,
      ]);
      return {
        id: request.id,
        kind: 'result',
        result: {
          command: command ?? '',
          fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeId: dataTypeID })),
          rowCount: rowCount ?? affectedRows ?? null,
          rows,
        },
      };
    }
    case 'dump': {
      const archive = await database.dumpDataDir('gzip');
      return { id: request.id, kind: 'dumped', archive: new Uint8Array(await archive.arrayBuffer()) };
    }
    case 'close':
      await database.close();
      return { id: request.id, kind: 'closed' };
  }
}

const failureOf = (error: unknown): SessionFailure => {
  const text = (member: string): string | undefined => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, member) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const fatal = ['RuntimeError', 'ExitStatus'].includes(text('name') ?? '');
  return { fatal, message: text('message') ?? String(error), code: text('code'), detail: text('detail'), constraint: text('constraint') };
};

try {
  const database = await open(workerData as SessionSetup);
  let before: Promise<void> = Promise.resolve();
  port.on('message', (request: SessionRequest) => {
    before = before.then(async () => {
      try {
        reply(await answer(database, request));
      } catch (error) {
        reply({ id: request.id, kind: 'failure', failure: failureOf(error) });
      }
    });
  });
  reply({ kind: 'opened' });
} catch (error) {
  reply({ kind: 'not-opened', failure: failureOf(error) });
}
