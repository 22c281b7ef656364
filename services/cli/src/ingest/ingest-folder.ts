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
  /** Files and folders. The name of a document is the path below the given folder. */
  readonly paths: readonly string[];
  /** The name of the dataset. It is created if it does not exist. */
  readonly dataset: string;
  /** The description of a created dataset. */
  readonly description?: string | undefined;
  /** Shows bars on a terminal, and plain lines otherwise. Undefined: shows nothing. */
  readonly output?: Output | undefined;
  /** Removes the documents of the dataset that have no file among the paths. */
  readonly prune?: boolean | undefined;
  /** Stops the ingest. The next call with the same paths goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Kept between passes over the same files. */
  readonly fingerprint?: Fingerprint | undefined;
}

/** Enough to keep the server busy: it reads the documents one after another. */
const filesAtATime = 4;
const waitMs = 30_000;

/**
 * Makes the dataset match the files, and waits until all are read. A file whose name and bytes are on the server is not sent again. So a second
 * call does nothing, and a call after an interrupted one goes on where that one stopped.
 *
 * @throws CommandFailed, RagtimeProblem or RagtimeUnreachable when it cannot go on at all. The report has the failures of single files.
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
  // An error that ends one file's work for good ends that of the other files as well.
  const halt = new AbortController();
  const needs = { client, machine, datasetId, follower, view, fingerprint, signal: AbortSignal.any([signal, halt.signal]) };
  try {
    const documents = await documentsOf(client, datasetId, follower.since, signal);
    const there = byName(documents);
    const withoutFiles = options.prune === true && mayPrune(found) ? withoutFile(documents, found.files) : [];
    refuseToEmpty(found, withoutFiles);
    const endings: Promise<void>[] = [];
    await eachOf(found.files, filesAtATime, async (file) => {
      const { ended } = await ingestFile(needs, file, there);
      endings.push(ended.then(note));
      endings.at(-1)?.catch(() => undefined);
    });
    // Documents are removed last, so that a moved file exists under its new name before its old name is removed.
    await Promise.all(endings);
    return await prune(options, { withoutFiles, datasetId, view, signal });
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
    // Another client has created it at the same moment.
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

/** A folder that is empty by mistake, such as an unmounted one, must not cost the dataset. */
function refuseToEmpty({ files }: Found, withoutFiles: readonly ServerDocument[]): void {
  if (files.length === 0 && withoutFiles.length > 0)
    throw new CommandFailed(
      `no file was found, so --prune would remove all ${withoutFiles.length} documents: delete the dataset if you want that`,
    );
}

async function prune(
  { client, machine }: IngestOptions,
  {
    withoutFiles,
    datasetId,
    view,
    signal,
  }: Pick<Pass, 'view' | 'signal'> & { readonly withoutFiles: readonly ServerDocument[]; readonly datasetId: string },
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const { documentId, name = documentId } of withoutFiles) {
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
