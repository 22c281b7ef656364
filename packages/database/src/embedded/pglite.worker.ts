import { PGlite } from '@electric-sql/pglite';
import { pg_textsearch } from '@electric-sql/pglite-pg_textsearch';
import { vector } from '@electric-sql/pglite-pgvector';
import { inOrder, serveThread, Transferred } from '@ragtime/runtime/thread';
import { typeParsers } from '../type-parsers.ts';
import type { SessionCalls, SessionResult, SessionSetup } from './protocol.ts';
import { unpackTemplate } from './template.ts';

const oidOfBytea = 17;

/** The thread of the database, because PGlite blocks the thread in which it runs. It runs one statement at a time, in the order of the calls. */
serveThread(async (setup: SessionSetup) => {
  const database = await open(setup);
  return {
    ready: undefined,
    take: inOrder<SessionCalls>({
      query: ({ sql, values }) => query(database, sql, values),
      async dump() {
        const archive = new Uint8Array(await (await database.dumpDataDir('gzip')).arrayBuffer());
        return new Transferred(archive, [archive.buffer]);
      },
      close: () => database.close(),
    }),
  };
});

async function open({ folder, templateFile }: SessionSetup): Promise<PGlite> {
  if (templateFile !== undefined) unpackTemplate(templateFile, folder);
  const database = await PGlite.create({
    dataDir: `file://${folder}`,
    extensions: { vector, pg_textsearch },
    parsers: Object.fromEntries(typeParsers.map(({ oid, parse }) => [oid, parse])),
    serializers: { [oidOfBytea]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  });
  // Samples of 6,000 rows instead of 30,000: nothing interrupts an `analyze`, and all readers wait meanwhile.
  await database.exec('set default_statistics_target = 20');
  return database;
}

async function query(database: PGlite, sql: string, values: readonly unknown[]): Promise<SessionResult> {
  const { command, fields, rows, affectedRows, rowCount } = await database.query<Record<string, unknown>>(sql, [...values]);
  return {
    command: command ?? '',
    fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeId: dataTypeID })),
    rowCount: rowCount ?? affectedRows ?? null,
    rows,
  };
}
