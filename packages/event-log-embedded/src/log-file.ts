import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Offset, StoredRecord } from '@ragtime/event-log';
import { messageOf } from '@ragtime/runtime';
import { refuseForeign } from './database/format.ts';
import { streamsOf } from './database/streams.ts';
import { LogUnreadable } from './folder-errors.ts';

/** A copy of a log that no process writes to. Reading does not change a byte of it, so its hash stays the same. */
export interface LogFile {
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly end: Offset;
    /** Reads a few hundred records at a time. */
    read(from: Offset): { readonly records: readonly StoredRecord[]; readonly next: Offset };
  }[];
  close(): void;
}

/** @throws LogUnreadable, FolderOfAnotherRelease */
export function openLogFile(file: string): LogFile {
  let database: DatabaseSync | undefined;
  try {
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    const opened = new DatabaseSync(url, { readOnly: true });
    database = opened;
    refuseForeign(opened);
    const streams = streamsOf(opened);
    return {
      partitions: streams.list().map(({ topic, partition, stream, end }) => ({
        topic,
        partition,
        end,
        read: (from) => streams.read(stream, from, 500),
      })),
      close: () => opened.close(),
    };
  } catch (error) {
    database?.close();
    throw new LogUnreadable(file, messageOf(error));
  }
}
