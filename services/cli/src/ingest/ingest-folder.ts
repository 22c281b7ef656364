import { type Client, dataOf, RagtimeProblem } from '@ragtime/client';
import type { Machine } from '@ragtime/runtime';
import { type Dataset, findDataset } from '../shared/datasets.ts';
import { eachOf } from '../shared/each-of.ts';
import { CommandFailed } from '../shared/failures.ts';
import type { Output } from '../shared/output.ts';
import { everyItem } from '../shared/pages.ts';
import { byName, type ServerDocument, withoutFile } from './compare.ts';
import { createFingerprint, type Fingerprint } from './files/fingerprint.ts';
import { type Found, findFiles } from './files/walk.ts';
import { followRuns } from './follow-runs.ts';
import { ingestFile } from './ingest-file.ts';
import type { FileOutcome, IngestReport } from './outcome.ts';
import { sendUntilAnswered } from './send.ts';
import { createView } from './view/create-view.ts';
import type { IngestView } from './view/view.ts';

export interface IngestOptions {
  readonly client: Client;
  readonly machine: Machine;
  /** Files and folders. A document is called as its path below the folder that was given. */
  readonly paths: readonly string[];
  /** By name; made where there is none. */
  readonly dataset: string;
  /** Of a dataset that is made. */
  readonly description?: string | undefined;
  /** Bars on a terminal, plain lines otherwise. Absent: nothing is shown. */
  readonly output?: Output | undefined;
  /** Removes the documents of the dataset whose file is not among the paths. */
  readonly prune?: boolean | undefined;
  /** Ends it where it stands; the next run of the same goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Kept between passes over the same files. */
  readonly fingerprint?: Fingerprint | undefined;
}

/** Enough to keep the server busy: it reads the documents one after the other anyway. */
const filesAtATime = 4;
const waitMs = 30_000;

/**
 * Makes the dataset have the files as they are now, and waits until each was read. What is there with the same name and bytes is
 * not sent again, so that the same call does nothing twice, and goes on where an interrupted one stopped.
 *
 * @throws CommandFailed, RagtimeProblem or RagtimeUnreachable when it cannot go on at all; what goes wrong with one file is in
 * the report.
 */
export async function ingestFolder(options: IngestOptions): Promise<IngestReport> {
  const { machine, output, signal = new AbortController().signal } = options;
  const fromMs = machine.clock.monotonicMs();
  const found = await findFiles(options.paths);
  refuseClashes(found);
  const view = createView(output, machine);
  const outcomes: FileOutcome[] = [];
  const report = (dataset: Pick<Dataset, 'datasetId'>, removed: readonly string[]): IngestReport => ({
    dataset: options.dataset,
    datasetId: dataset.datasetId,
    outcomes,
    removed,
    pruning: options.prune !== true ? 'not-asked' : mayPrune(found) ? 'done' : 'refused',
    unfinished: found.files.map(({ name }) => name).filter((name) => !outcomes.some((outcome) => outcome.name === name)),
    isInterrupted: signal.aborted,
    durationMs: machine.clock.monotonicMs() - fromMs,
  });
  const note = (outcome: FileOutcome) => {
    outcomes.push(outcome);
    view.ended(outcome);
  };
  const dataset = await ensureDataset(options, signal);
  try {
    view.found(found.files.length + found.unreadable.length);
    for (const { path, name, reason } of found.unreadable)
      note({ kind: 'failed', name, path, sizeBytes: 0, documentId: undefined, code: 'file-unreadable', message: reason });
    return report(dataset, await bringUpToDate(options, { dataset, found, view, note, signal }));
  } catch (error) {
    if (signal.aborted) return report(dataset, []);
    throw error;
  } finally {
    view.close();
  }
}

interface Pass {
  readonly dataset: Pick<Dataset, 'datasetId'>;
  readonly found: Found;
  readonly view: IngestView;
  readonly note: (outcome: FileOutcome) => void;
  readonly signal: AbortSignal;
}

/** @returns the names of the documents that were removed. */
async function bringUpToDate(options: IngestOptions, { dataset, found, view, note, signal }: Pass): Promise<readonly string[]> {
  const { client, machine, fingerprint = createFingerprint() } = options;
  const { datasetId } = dataset;
  const follower = await followRuns(client, datasetId, { machine, signal });
  // What cannot go on for one file cannot for the others: they are not to go on either.
  const halt = new AbortController();
  const needs = { client, machine, datasetId, follower, view, fingerprint, signal: AbortSignal.any([signal, halt.signal]) };
  try {
    const documents = await documentsOf(client, datasetId, follower.since, signal);
    const there = byName(documents);
    const gone = options.prune === true && mayPrune(found) ? withoutFile(documents, found.files) : [];
    refuseToEmpty(found, gone);
    const endings: Promise<void>[] = [];
    await eachOf(found.files, filesAtATime, async (file) => {
      const { ended } = await ingestFile(needs, file, there);
      endings.push(ended.then(note));
      endings.at(-1)?.catch(() => undefined);
    });
    // At last, so that a file that was moved is found under its new name before it is gone under the old one.
    await Promise.all(endings);
    return await prune(options, { gone, datasetId, view, signal });
  } finally {
    halt.abort(new Error('the ingest ended'));
    follower.close();
  }
}

async function ensureDataset({ client, dataset: name, description, machine }: IngestOptions, signal: AbortSignal) {
  const found = await findDataset(client, name);
  if (found !== undefined) return found;
  try {
    const body = { name, ...(description === undefined ? {} : { description }) };
    return await sendUntilAnswered(
      async (key) => await dataOf(client.api.POST('/v1/datasets', { body, params: { header: { 'idempotency-key': key } } })),
      { machine, signal },
    );
  } catch (error) {
    // Somebody else was as quick.
    const made = error instanceof RagtimeProblem && error.status === 409 ? await findDataset(client, name) : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

async function documentsOf(client: Client, datasetId: string, since: string, signal: AbortSignal): Promise<readonly ServerDocument[]> {
  const header = { 'ragtime-min-position': since, 'ragtime-wait-ms': waitMs };
  const path = { datasetId };
  return await everyItem(
    async (cursor) =>
      await dataOf(
        client.api.GET('/v1/datasets/{datasetId}/documents', { params: { path, header, query: { limit: 1_000, ...cursor } }, signal }),
      ),
  );
}

const mayPrune = ({ unreadable }: Found): boolean => unreadable.length === 0;

/** A folder that is empty by mistake, as an unmounted one, must not cost the dataset. */
function refuseToEmpty({ files }: Found, gone: readonly ServerDocument[]): void {
  if (files.length === 0 && gone.length > 0)
    throw new CommandFailed(`no file was found, so --prune would remove all ${gone.length} documents: delete the dataset if you mean that`);
}

async function prune(
  { client, machine }: IngestOptions,
  {
    gone,
    datasetId,
    view,
    signal,
  }: Pick<Pass, 'view' | 'signal'> & { readonly gone: readonly ServerDocument[]; readonly datasetId: string },
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const { documentId, name = documentId } of gone) {
    const path = { datasetId, documentId };
    await sendUntilAnswered(
      async (key) =>
        await dataOf(
          client.api.DELETE('/v1/datasets/{datasetId}/documents/{documentId}', {
            params: { path, header: { 'idempotency-key': key } },
            signal,
          }),
        ),
      { machine, signal },
    ).catch((error: unknown) => {
      if (!(error instanceof RagtimeProblem && error.code === 'document-unknown')) throw error;
    });
    removed.push(name);
    view.removed(name);
  }
  return removed;
}

function refuseClashes({ clashes }: Found): void {
  const [first] = clashes;
  if (first === undefined) return;
  const more = clashes.length === 1 ? '' : ` (and ${clashes.length - 1} more)`;
  throw new CommandFailed(`${first[0]} and ${first[1]} would be one document${more}: ingest their folders into datasets of their own`);
}
