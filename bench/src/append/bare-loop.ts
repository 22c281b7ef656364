import { DatabaseSync } from 'node:sqlite';
import { realMachine } from '@ragtime/runtime';
import { type Figures, figuresOf } from '../shared/figures.ts';

const { clock } = realMachine;

/** Inserts one row of a given size after another, each synced before the next, and does nothing else. */
export function openBareLoop(file: string) {
  const database = new DatabaseSync(file);
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma locking_mode = exclusive; create table row (at integer primary key, key text, value blob)',
  );
  const insert = database.prepare('insert into row (key, value) values (?, ?)');
  return {
    run(seconds: number, valueBytes: number): Figures {
      const timesMs: number[] = [];
      const value = new Uint8Array(valueBytes);
      const from = clock.monotonicMs();
      while (clock.monotonicMs() < from + seconds * 1_000) {
        const sentMs = clock.monotonicMs();
        insert.run('01234567-89ab-cdef-0123-456789abcdef', value);
        timesMs.push(clock.monotonicMs() - sentMs);
      }
      return figuresOf(timesMs, clock.monotonicMs() - from);
    },
    close: () => database.close(),
  };
}
