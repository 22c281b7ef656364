import { type ReadonlySignal, signal } from '@preact/signals';
import { RagtimeProblem } from '@ragtime/client/web';
import { retry } from '@ragtime/runtime/waiting';
import type { Api } from '../../shared/api/api.ts';
import { isPassing } from '../../shared/api/problem.ts';
import { machine, untilVisible, whileVisible } from '../../shared/machine.ts';
import { attempt } from '../../shared/notices.ts';
import { withoutOverlap } from '../../shared/without-overlap.ts';
import { type Change, changedDocument, changeOf, type Document } from './changes.ts';
import { countOpen, readDocuments } from './read-documents.ts';

export interface DocumentStore {
  readonly documents: ReadonlySignal<readonly Document[] | undefined>;
  readonly total: ReadonlySignal<number>;
  /** The number of documents that are being parsed or wait for it. */
  readonly open: ReadonlySignal<number>;
  readonly hasMore: ReadonlySignal<boolean>;
  refresh(): Promise<void>;
  showMore(): Promise<void>;
  filter(nameContains: string): void;
  /** Follows the dataset until the store ends. @throws RagtimeProblem when it cannot be followed. */
  follow(): Promise<void>;
}

export interface DocumentStoreOptions {
  readonly api: Api;
  readonly datasetId: string;
  readonly ended: AbortSignal;
  readonly nameContains: string;
  readonly onConnection: (isOpen: boolean) => void;
  readonly onDeleted: (documentId: string) => void;
  readonly onDatasetChanged: () => void;
}

const pageSize = 50;
const pauseMs = 500;
const betweenMs = [500, 5_000] as const;

/** The documents of one dataset, newest first, as they change. */
export function createDocumentStore(options: DocumentStoreOptions): DocumentStore {
  const { api, datasetId, ended, onConnection } = options;
  const documents = signal<readonly Document[] | undefined>(undefined);
  const total = signal(0);
  const open = signal(0);
  const hasMore = signal(false);
  let { nameContains } = options;
  let wanted = pageSize;
  /** A change that comes during a read may be newer than the read, so it is applied again after it. */
  let meanwhile: Change[] | undefined;

  /** @returns the position of the read. */
  async function read(): Promise<string | undefined> {
    meanwhile = [];
    const found = await readDocuments(api, { datasetId, wanted, nameContains }, ended);
    documents.value = found.documents;
    total.value = found.total;
    hasMore.value = found.hasMore;
    const missed = meanwhile;
    meanwhile = undefined;
    for (const change of missed) apply(change);
    return found.position;
  }
  /** Repeats `read` until the server answers. */
  const readPatiently = async () =>
    await retry(read, { machine, betweenMs, signal: ended, mayPass: isPassing, onFailure: () => onConnection(false) });

  const count = withoutOverlap(pauseMs, ended, async () => {
    open.value = await countOpen(api, datasetId, ended);
  });
  const refresh = withoutOverlap(pauseMs, ended, async () => {
    await read();
    await count();
  });

  const replace = (next: Document) => {
    documents.value = documents.peek()?.map((document) => (document.documentId === next.documentId ? next : document));
  };

  function apply(change: Change): void {
    meanwhile?.push(change);
    if (change.kind === 'dataset') return options.onDatasetChanged();
    if (change.kind === 'deleted') options.onDeleted(change.documentId);
    const known = 'documentId' in change ? documents.peek()?.find(({ documentId }) => documentId === change.documentId) : undefined;
    if (change.kind === 'progress') {
      if (known?.status === 'running') replace({ ...known, progress: change.progress });
    } else if (change.kind === 'document' && known !== undefined && change.changed !== undefined) {
      replace(changedDocument(known, change.changed));
      void attempt(count);
    } else void attempt(refresh);
  }

  async function follow(): Promise<void> {
    let after = await readPatiently();
    void attempt(count);
    while (!ended.aborted)
      try {
        // A browser opens six connections to a server, for all tabs together. A hidden tab must not occupy one.
        await untilVisible(ended);
        const signal = AbortSignal.any([ended, whileVisible(ended)]);
        for await (const { event, data, id } of api.watch({ datasetId, after, signal, onConnection })) {
          after = id ?? after;
          const change = changeOf(event, data);
          if (change !== undefined) apply(change);
        }
      } catch (error) {
        if (!(error instanceof RagtimeProblem) || error.code !== 'position-unknown') throw error;
        after = await readPatiently();
      }
  }

  return {
    documents,
    total,
    open,
    hasMore,
    refresh,
    follow,
    async showMore() {
      wanted += pageSize;
      await refresh();
    },
    filter(next) {
      if (next === nameContains) return;
      nameContains = next;
      void attempt(refresh);
    },
  };
}
