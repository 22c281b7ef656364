import { realMachine } from '@ragtime/runtime';
import { type Caller, listAll } from '../http.ts';
import type { Workload } from '../work/workload.ts';
import { checkDeleted } from './deleted.ts';
import { type Findings, Listed } from './findings.ts';
import { checkKept } from './kept.ts';
import { checkVersions } from './versions.ts';

/** Checks over HTTP everything that the running program has promised its clients. Empty `problems` mean a clean run. */
export async function check(caller: Caller, { noted, datasets }: Pick<Workload, 'noted' | 'datasets'>): Promise<Findings> {
  const findings: Findings = { problems: [], counts: {} };
  const listed = await settled(caller, datasets.kept, findings.problems);
  const byName = Map.groupBy(listed, ({ name }) => name);
  for (const note of noted) {
    const found = byName.get(note.name) ?? [];
    byName.delete(note.name);
    if (note.deleted === 'acknowledged') await checkDeleted(caller, note, found, findings);
    else await checkKept(caller, note, found, findings);
  }
  for (const name of byName.keys()) findings.problems.push(`${name} is listed and nobody uploaded it`);
  for (const id of datasets.deleted) {
    const answer = await caller.ask('GET', `/v1/datasets/${id}`);
    if (answer?.status !== 404) findings.problems.push(`dataset ${id} was deleted and answers ${answer?.status}`);
  }
  await checkVersions(caller, findings);
  return findings;
}

const stuckAfterMs = 180_000;

/** Waits until no task is queued or running, as long as their number shrinks. If it no longer shrinks, tasks are stuck. */
async function settled(caller: Caller, datasetIds: readonly string[], problems: string[]): Promise<readonly Listed[]> {
  const { clock, timers } = realMachine;
  let [fewest, fewerAtMs] = [Number.POSITIVE_INFINITY, clock.monotonicMs()];
  for (;;) {
    const lists = await Promise.all(datasetIds.map((id) => listAll(caller, `/v1/datasets/${id}/documents`, Listed)));
    const open = lists.flat().filter(({ status }) => status === 'queued' || status === 'running');
    if (open.length === 0) return lists.flat();
    if (open.length < fewest) [fewest, fewerAtMs] = [open.length, clock.monotonicMs()];
    if (clock.monotonicMs() - fewerAtMs > stuckAfterMs) {
      for (const { name, status } of open) problems.push(`${name} is stuck as ${status}`);
      return lists.flat();
    }
    await timers.sleep(1_000);
  }
}
