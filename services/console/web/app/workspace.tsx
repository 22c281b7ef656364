import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useDatasets } from '../features/datasets/use-datasets.ts';
import { Documents } from '../features/documents/documents.tsx';
import { useDocuments } from '../features/documents/use-documents.ts';
import { Reader } from '../features/reader/reader.tsx';
import { ask } from '../features/search/answers.ts';
import { Results } from '../features/search/results.tsx';
import { SearchForm } from '../features/search/search-form.tsx';
import { texts } from '../shared/texts/texts.ts';
import { useTitle } from '../shared/ui/use-title.ts';
import { rememberDataset } from './last-dataset.ts';
import { addressOf, datasetsAddress, type Place, searchOf } from './places.ts';
import { useSession } from './session/use-session.ts';
import { useClosing } from './use-closing.ts';
import { Views } from './views.tsx';
import './workspace.css';

export interface WorkspaceProps {
  readonly datasetId: string;
  readonly documentId?: string;
  readonly chunkId?: string;
}

/** A dataset: its documents beside the results of a search, and above both the open document. */
export function Workspace({ datasetId, documentId, chunkId }: WorkspaceProps) {
  const { api, signal } = useSession();
  const datasets = useDatasets().datasets.value;
  const { query } = useLocation();
  const search = searchOf(query);
  const place: Place = { datasetId, documentId, chunkId, search };
  const dataset = datasets?.find((one) => one.datasetId === datasetId);
  const store = useDocuments(datasetId, search.nameContains ?? '');
  const searchAgain = () => void ask(api, { datasetId, search }, signal);
  // A search over all datasets has the same answer in every dataset.
  useEffect(searchAgain, [search.everywhere === true ? '' : datasetId, search.query, search.everywhere, search.inDocumentId]);
  useEffect(() => rememberDataset(datasetId), [datasetId]);
  useTitle(search.query, dataset?.name);
  const close = useClosing(addressOf({ datasetId, search }));
  const shown = store?.documents.value?.find((document) => document.documentId === documentId);

  if (datasets !== undefined && dataset === undefined) return <Unknown />;
  return (
    <main id="content" class={search.query === undefined ? 'workspace' : 'workspace is-searching'} tabIndex={-1}>
      <h1 class="visually-hidden">{dataset?.name}</h1>
      <SearchForm place={place} onAgain={searchAgain} />
      {search.query !== undefined && <Views place={place} />}
      <div class="columns">
        <Results place={place} />
        <Documents place={place} store={store} />
      </div>
      {documentId !== undefined && (
        <Reader
          place={{ ...place, documentId }}
          datasetName={dataset?.name}
          state={shown === undefined ? undefined : `${shown.revision} ${shown.status}`}
          onClose={close}
        />
      )}
    </main>
  );
}

const Unknown = () => (
  <main id="content" class="datasets" tabIndex={-1}>
    <h1>{texts.datasets.unknown}</h1>
    <p>
      <a href={datasetsAddress}>{texts.datasets.toAll}</a>
    </p>
  </main>
);
