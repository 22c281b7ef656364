import type { DocumentId, DocumentParsed, RunId, RunNumber } from '@ragtime/domain';
import type { Position } from '@ragtime/event-log';
import { inOrder, type RunArtifact, type VisibilityRows } from '@ragtime/search/visibility';
import { EventInvalid } from '../artifacts/read-run.ts';
import { AheadUnread } from './look-ahead.ts';
import { type ReadNeeds, readUntil } from './read-until.ts';

interface OfRun {
  readonly documentId: DocumentId;
  readonly run: RunNumber;
}

/** The artifacts of a run's tasks, in the order of the document. */
export interface RunArtifacts {
  /** Adds an artifact of this commit, whose row is not written yet. */
  note(run: OfRun, part: RunArtifact): void;
  /**
   * @throws EventInvalid when the log itself lacks artifacts.
   * @throws AheadUnread when the log had to be read and does not answer.
   */
  of(at: { readonly partition: number; readonly behind: Position }, event: DocumentParsed): Promise<readonly RunArtifact[]>;
}

type Needs = ReadNeeds & { readonly rows: Pick<VisibilityRows, 'artifacts'> };

/** Make a new one for each commit. */
export function createRunArtifacts({ rows, ...needs }: Needs): RunArtifacts {
  const noted = new Map<string, RunArtifact[]>();
  const keyOf = ({ documentId, run }: OfRun): string => `${documentId} ${run}`;

  return {
    note(run, part) {
      const key = keyOf(run);
      const own = noted.get(key) ?? [];
      noted.set(key, own);
      own.push(part);
    },
    async of(at, event) {
      const known = together(await rows.artifacts(event), noted.get(keyOf(event)) ?? []);
      if (known.length === event.parts) return known;
      // An earlier release, which kept no such rows, read the first tasks of this run.
      const all = together(await artifactsInLog(needs, at, event.runId));
      if (all.length === event.parts) return all;
      throw new EventInvalid(`the log has ${all.length} artifacts of run ${event.runId}, not ${event.parts}`);
    },
  };
}

function together(...lists: readonly (readonly RunArtifact[])[]): readonly RunArtifact[] {
  return inOrder([...new Map(lists.flat().map((part) => [part.taskId, part])).values()]);
}

/** Reads the partition from its beginning up to the event. */
async function artifactsInLog(
  needs: ReadNeeds,
  { partition, behind }: { readonly partition: number; readonly behind: Position },
  runId: RunId,
): Promise<readonly RunArtifact[]> {
  const artifacts: RunArtifact[] = [];
  const unread = await readUntil(needs, { partition, from: undefined }, ({ records, position }) => {
    for (const each of records) {
      const event = each.kind === 'event' ? each.record.event : undefined;
      if (event?.type !== 'TaskCompleted' || event.runId !== runId || event.result.chunks === 0) continue;
      artifacts.push({ taskId: event.taskId, artifact: event.result.artifact });
    }
    return position.offset < behind.offset ? 'go-on' : 'enough';
  });
  if (unread !== undefined) throw new AheadUnread(unread);
  return artifacts;
}
