import type { ProjectionCommit, ProjectionStore, StoppedKey } from '@ragtime/event-log';
import type { VisibilityChange, VisibilityRows } from '@ragtime/search/visibility';
import { isUnreadable } from '../artifacts/read-run.ts';
import type { SearchProjectorOptions } from '../options.ts';
import type { Claims } from './claims.ts';
import { AheadUnread } from './look-ahead.ts';
import { type PrepareNeeds, prepare } from './prepare.ts';
import type { SearchChange } from './projection.ts';
import { createRunArtifacts } from './run-artifacts.ts';

type Needs = Omit<PrepareNeeds, 'artifacts'> &
  Pick<SearchProjectorOptions, 'log' | 'codec' | 'machine' | 'logger'> & {
    readonly signal: AbortSignal;
    readonly rows: VisibilityRows;
    readonly claims: Claims;
    readonly onStopped: (stopped: StoppedKey) => void;
  };

/**
 * Writes the index first, refreshes it, then commits rows and position in one transaction. So a switch is visible as a whole or not at all. A crash
 * in between leaves entries that no row names; the repeat writes the same ones.
 */
export function createSearchStore(needs: Needs): ProjectionStore<SearchChange> {
  const { rows } = needs;

  async function prepareAll(commit: ProjectionCommit<SearchChange>) {
    const changes: VisibilityChange[] = [];
    const failed = new Map<string, StoppedKey>();
    const passing = passingOf(commit.changes);
    const artifacts = createRunArtifacts(needs);
    for (const change of commit.changes) {
      if (failed.has(change.key)) continue;
      try {
        changes.push(await prepare({ ...needs, artifacts }, change, passing.has(change)));
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        const { key, offset, event } = change;
        const detail = `${event.type}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
        failed.set(key, { partition: commit.partition, key, offset, category: 'handler-threw', detail });
      }
    }
    return { changes, failed };
  }

  return {
    load: async () => ({ positions: await rows.position(), stopped: await rows.stopped() }),
    async commit(commit) {
      const documents = new Set(commit.changes.flatMap(({ event }) => ('documentId' in event ? [event.documentId] : [])));
      const releases = await Promise.all([...documents].map(async (documentId) => await needs.claims.write(documentId)));
      try {
        const { changes, failed } = await prepareAll(commit);
        await needs.kept.refresh();
        const stopped = [...commit.stopped.filter(({ key }) => !failed.has(key)), ...failed.values()];
        const resumed = commit.resumed.filter((key) => !failed.has(key));
        const outcome = await rows.commit({ ...commit, changes, stopped, resumed }, needs.machine.clock.nowMs());
        if (outcome === 'moved' || failed.size === 0) return outcome;
        for (const each of failed.values()) needs.onStopped(each);
        // The commit happened. `moved` makes the follower load the stopped keys from the store.
        return 'moved';
      } catch (error) {
        if (error instanceof AheadUnread) return 'moved';
        needs.logger.warn({ error, partition: commit.partition }, 'a batch cannot be made searchable; the projector retries it');
        throw error;
      } finally {
        for (const release of releases) release();
      }
    },
  };
}

/** Events whose passages another event of the same commit removes. No reader has a position between them. */
function passingOf(changes: readonly SearchChange[]): ReadonlySet<SearchChange> {
  const passing = new Set<SearchChange>();
  const over = new Set<string>();
  for (const change of changes.toReversed()) {
    const { event } = change;
    if (event.type === 'DatasetClosed') over.add(event.datasetId);
    else if (event.type === 'DocumentDeleted') over.add(event.documentId);
    else if ('documentId' in event && (over.has(event.documentId) || over.has(event.datasetId))) passing.add(change);
  }
  return passing;
}
