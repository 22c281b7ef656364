import { type DocumentId, type DocumentParsed, type DomainEvent, type RunId, type RunNumber, topics } from '@ragtime/domain';
import { type FollowedRecord, followPartition, type Position } from '@ragtime/event-log';
import { inOrder, type RunPart, type VisibilityRows } from '@ragtime/search/visibility';
import { EventInvalid } from '../artifacts/read-run.ts';
import type { SearchProjectorOptions } from '../options.ts';
import { AheadUnread } from './gone.ts';

interface OfRun {
  readonly documentId: DocumentId;
  readonly run: RunNumber;
}

/** What the tasks of a run made, in the order of the document. */
export interface RunParts {
  /** Found in this commit, whose rows are not written yet. */
  note(run: OfRun, part: RunPart): void;
  /**
   * @throws EventInvalid when the log itself lacks some.
   * @throws AheadUnread when the log had to be read and does not answer.
   */
  of(at: { readonly partition: number; readonly behind: Position }, event: DocumentParsed): Promise<readonly RunPart[]>;
}

type Needs = Pick<SearchProjectorOptions, 'log' | 'codec' | 'machine'> & {
  readonly rows: Pick<VisibilityRows, 'parts'>;
  readonly signal: AbortSignal;
};

/** To be made anew for each commit. */
export function createRunParts({ rows, ...needs }: Needs): RunParts {
  const noted = new Map<string, RunPart[]>();
  const keyOf = ({ documentId, run }: OfRun): string => `${documentId} ${run}`;

  return {
    note(run, part) {
      const key = keyOf(run);
      const own = noted.get(key) ?? [];
      noted.set(key, own);
      own.push(part);
    },
    async of(at, event) {
      const known = together(await rows.parts(event), noted.get(keyOf(event)) ?? []);
      if (known.length === event.parts) return known;
      // A release that kept no such rows read the first tasks of this run.
      const all = together(await partsInLog(needs, at, event.runId));
      if (all.length === event.parts) return all;
      throw new EventInvalid(`the log has ${all.length} parts of run ${event.runId}, not ${event.parts}`);
    },
  };
}

function together(...lists: readonly (readonly RunPart[])[]): readonly RunPart[] {
  return inOrder([...new Map(lists.flat().map((part) => [part.taskId, part])).values()]);
}

/** Reads the partition from its beginning up to the event. */
async function partsInLog(
  { log, codec, machine, signal }: Omit<Needs, 'rows'>,
  { partition, behind }: { readonly partition: number; readonly behind: Position },
  runId: RunId,
): Promise<readonly RunPart[]> {
  const parts: RunPart[] = [];
  const over = new AbortController();
  let isRead = false;
  let trouble = 'the projector was stopped';
  const note = (records: readonly FollowedRecord<DomainEvent>[]) => {
    for (const each of records) {
      const event = each.kind === 'event' ? each.record.event : undefined;
      if (event?.type !== 'TaskCompleted' || event.runId !== runId || event.result.chunks === 0) continue;
      parts.push({ taskId: event.taskId, artifact: event.result.artifact });
    }
  };
  await followPartition({
    log,
    codec,
    machine,
    partition,
    topic: topics.documentEvents,
    from: undefined,
    signal: AbortSignal.any([signal, over.signal]),
    onRecords({ records, position }) {
      if (isRead) return;
      note(records);
      if (position.offset < behind.offset) return;
      isRead = true;
      over.abort(new Error('read up to the event'));
    },
    onTrouble(detail) {
      trouble = detail;
      over.abort(new Error(detail));
    },
  });
  if (!isRead) throw new AheadUnread(trouble);
  return parts;
}
