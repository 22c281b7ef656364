import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendRefused, type EventLog, OffsetOutOfRange, type PartitionSession, SessionUnavailable } from '../port/log.ts';
import { readAll, record, valueOf } from './records.ts';
import type { LogUnderTest } from './subjects.ts';

/** The promises of every log; the test names state them. A `durable` log must be able to `reopen`. */
export function eventLogContract(name: string, makeLog: () => Promise<LogUnderTest>, { durable }: { readonly durable: boolean }): void {
  describe(`${name} as an event log`, () => {
    let subject: LogUnderTest;
    let log: EventLog;
    let topic: string;
    let session: PartitionSession;
    const soon = { limit: 100, waitMs: 0 };
    const patient = { limit: 100, waitMs: 30_000 };

    beforeEach(async () => {
      subject = await makeLog();
      log = subject.log;
      topic = `${subject.topicPrefix ?? ''}contract`;
      await log.ensureTopics([{ name: topic, partitions: 3 }]);
      session = await log.openSession(topic, 0);
    });
    afterEach(() => subject.close());

    describe('an append', () => {
      it('returns the offset of its first record, and the next append lies after its last', async () => {
        const first = await session.append([record('a'), record('b')]);
        expect(await session.append([record('c')])).toBe(first + 2);
        expect((await readAll(session)).map(({ offset }) => offset)).toEqual([first, first + 1, first + 2]);
      });

      it('keeps key, value and stamp as given', async () => {
        const given = [
          record('', { key: '', stamp: { at: -1, previous: new Uint8Array(8) } }),
          record('value', { key: 'ключ', stamp: { at: 2 ** 40 + 1, previous: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255) } }),
          record('x', { value: Uint8Array.from({ length: 70_000 }, (_, at) => at % 256) }),
        ];
        await session.append(given);
        const found = await readAll(session);
        const plain = found.map(({ key, value, stamp }) => ({
          key,
          value: [...(value ?? [])],
          at: stamp?.at,
          previous: [...(stamp?.previous ?? [])],
        }));
        expect(plain).toEqual(
          given.map(({ key, value, stamp }) => ({ key, value: [...value], at: stamp.at, previous: [...stamp.previous] })),
        );
      });

      it('is visible to every other session once it is acknowledged', async () => {
        const other = await log.openSession(topic, 0);
        await session.append([record('a')]);
        expect((await readAll(other)).map(valueOf)).toEqual(['a']);
      });

      it('keeps its records together and in order while others append', async () => {
        const writers = await Promise.all([0, 1, 2].map(() => log.openSession(topic, 0)));
        const batches = writers.flatMap((writer, who) =>
          Array.from({ length: 20 }, (_, round) => ({ writer, values: [0, 1, 2].map((at) => `${who} ${round} ${at}`) })),
        );
        const bases = await Promise.all(batches.map(({ writer, values }) => writer.append(values.map((value) => record(value)))));
        const found = new Map((await readAll(session)).map((one) => [one.offset, valueOf(one)]));
        for (const [index, { values }] of batches.entries()) {
          const base = bases[index] ?? -1;
          expect(values.map((_, at) => found.get(base + at))).toEqual(values);
        }
      });

      it('keeps the order of a session that waits for each answer', async () => {
        const values = Array.from({ length: 30 }, (_, at) => `${at}`);
        for (const value of values) await session.append([record(value)]);
        expect((await readAll(session)).map(valueOf)).toEqual(values);
      });

      it('changes one partition only', async () => {
        const other = await log.openSession(topic, 1);
        await session.append([record('a')]);
        expect(await readAll(other)).toEqual([]);
        expect(await other.append([record('b')])).toBe(0);
      });

      it('keeps its bytes when the caller changes the buffer afterwards', async () => {
        const value = Buffer.from('before');
        await session.append([record('', { value })]);
        value.write('after!');
        expect((await readAll(session)).map(valueOf)).toEqual(['before']);
      });
    });

    describe('a read', () => {
      it('visits every record once by following `next`, however small the pages are', async () => {
        const values = Array.from({ length: 25 }, (_, at) => `${at}`);
        await session.append(values.map((value) => record(value)));
        expect((await readAll(session, 0, 4)).map(valueOf)).toEqual(values);
        expect((await readAll(session, 20, 4)).map(valueOf)).toEqual(values.slice(20));
      });

      it('is caught up when its next reaches its end', async () => {
        await session.append([record('a'), record('b')]);
        const page = await session.read(0, soon);
        expect(page.next).toBe(page.end);
        expect(await session.read(page.next, soon)).toMatchObject({ records: [], next: page.next, end: page.end });
      });

      it('shows the end of the log even when its page ends before it', async () => {
        await session.append([record('a'), record('b'), record('c')]);
        expect(await session.read(0, { limit: 1, waitMs: 0 })).toMatchObject({ next: 1, end: 3 });
      });

      it('that waits is woken by an append', async () => {
        const reader = await log.openSession(topic, 0);
        const waiting = reader.read(0, patient);
        await session.append([record('a')]);
        expect((await waiting).records.map(valueOf)).toEqual(['a']);
      });

      it('that waited in vain returns an empty page', async () => {
        const page = await session.read(0, { limit: 10, waitMs: 30 });
        expect(page.records).toEqual([]);
        expect(page.next).toBe(0);
      });

      it('that waits throws when its signal is aborted', async () => {
        const abort = new AbortController();
        const waiting = session.read(0, { ...patient, signal: abort.signal });
        abort.abort();
        await expect(waiting).rejects.toBeInstanceOf(Error);
      });

      it('from above the end throws and names the range of offsets', async () => {
        await session.append([record('a')]);
        const refused = await session.read(7, soon).catch((cause: unknown) => cause);
        expect(refused).toBeInstanceOf(OffsetOutOfRange);
        expect(refused).toMatchObject({ start: 0, end: 1 });
      });
    });

    describe('a proof of the end', () => {
      it('lies above every record that was acknowledged before, and a reader can reach it', async () => {
        const other = await log.openSession(topic, 0);
        await session.append([record('a')]);
        const base = await other.append([record('b'), record('c')]);
        const end = await session.proveEnd();
        expect(end).toBeGreaterThanOrEqual(base + 2);
        expect((await readAll(session)).map(({ offset }) => offset).filter((offset) => offset < end).length).toBeGreaterThanOrEqual(3);
      });

      it('lies at or below the next append', async () => {
        const end = await session.proveEnd();
        expect(await session.append([record('a')])).toBeGreaterThanOrEqual(end);
      });

      it('adds no record that counts', async () => {
        await session.proveEnd();
        for (const { offset, stamp } of await readAll(session)) expect(stamp?.at).not.toBe(offset);
      });
    });

    describe('a session', () => {
      it('may be closed twice, and certainly appends nothing afterwards', async () => {
        await session.close();
        await session.close();
        await expect(session.append([record('a')])).rejects.toBeInstanceOf(AppendRefused);
        expect(await readAll(await log.openSession(topic, 0))).toEqual([]);
      });

      it('throws from a read that waits when it is closed', async () => {
        const waiting = session.read(0, patient);
        waiting.catch(() => undefined);
        await session.close();
        await expect(waiting).rejects.toBeInstanceOf(Error);
        await expect(session.read(0, soon)).rejects.toBeInstanceOf(Error);
        await expect(session.proveEnd()).rejects.toBeInstanceOf(Error);
      });

      it('is not harmed by the end of another session', async () => {
        const other = await log.openSession(topic, 0);
        await other.close();
        await session.append([record('a')]);
        expect((await readAll(session)).map(valueOf)).toEqual(['a']);
      });

      it('cannot be opened for a topic or partition that does not exist', async () => {
        await expect(log.openSession(`${topic}-unknown`, 0)).rejects.toBeInstanceOf(SessionUnavailable);
        await expect(log.openSession(topic, 3)).rejects.toBeInstanceOf(SessionUnavailable);
      });

      it('ends with its log', async () => {
        await log.close();
        await expect(session.append([record('a')])).rejects.toBeInstanceOf(Error);
        await expect(log.openSession(topic, 0)).rejects.toBeInstanceOf(Error);
      });
    });

    describe('topics', () => {
      it('may be ensured again, and keep their records', async () => {
        await session.append([record('a')]);
        await log.ensureTopics([
          { name: topic, partitions: 3 },
          { name: `${topic}-more`, partitions: 1 },
        ]);
        expect((await readAll(session)).map(valueOf)).toEqual(['a']);
        expect(await (await log.openSession(`${topic}-more`, 0)).append([record('b')])).toBe(0);
      });

      it('are refused with another number of partitions, in a sentence that names both numbers', async () => {
        await expect(log.ensureTopics([{ name: topic, partitions: 4 }])).rejects.toThrow(topic);
      });
    });

    if (!durable) return;

    it('holds its acknowledged records when it is opened again, and continues after them', async () => {
      const base = await session.append([record('a'), record('b')]);
      const reopened = await subject.reopen?.();
      if (reopened === undefined) throw new Error('a durable log must be able to reopen');
      await reopened.ensureTopics([{ name: topic, partitions: 3 }]);
      const again = await reopened.openSession(topic, 0);
      expect((await readAll(again)).map(valueOf)).toEqual(['a', 'b']);
      expect(await again.append([record('c')])).toBe(base + 2);
    });
  });
}
