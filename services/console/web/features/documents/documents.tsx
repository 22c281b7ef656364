import { addressOf, type Place, useGo } from '../../app/places.ts';
import { attempt } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { DropArea } from '../uploads/drop-area.tsx';
import { UploadList } from '../uploads/upload-list.tsx';
import { DocumentRow } from './document-row.tsx';
import type { DocumentStore } from './document-store.ts';
import './documents.css';

const words = texts.documents;

/** The documents of a dataset, the work in progress, and the area for uploads. */
export function Documents({ place, store }: { readonly place: Place; readonly store: DocumentStore | undefined }) {
  const go = useGo();
  const { search } = place;
  const isFiltered = search.nameContains !== undefined && search.nameContains !== '';
  const documents = store?.documents.value;
  return (
    <section class="documents" aria-labelledby="documents-title">
      <div class="section-head">
        <h2 id="documents-title">{words.title}</h2>
        <span class="muted" role="status">
          {documents !== undefined && store !== undefined && countsOf(store)}
        </span>
      </div>
      <DropArea datasetId={place.datasetId} />
      <input
        type="search"
        class="filter"
        aria-label={words.filter}
        placeholder={words.filterHint}
        autocomplete="off"
        value={search.nameContains ?? ''}
        onInput={({ currentTarget: { value } }) =>
          go(addressOf({ ...place, search: { ...search, nameContains: value } }), { replace: true })
        }
      />
      <UploadList datasetId={place.datasetId} />
      <ul id="documents" class="document-list" aria-label={words.list}>
        {documents?.map((document) => (
          <DocumentRow
            key={document.documentId}
            document={document}
            href={addressOf({ ...place, documentId: document.documentId, chunkId: undefined })}
          />
        ))}
      </ul>
      {documents?.length === 0 && <p class="muted">{isFiltered ? words.noneOfThatName : words.none}</p>}
      {store?.hasMore.value === true && (
        <button type="button" onClick={() => void attempt(store.showMore)}>
          {words.more}
        </button>
      )}
    </section>
  );
}

function countsOf({ total, open }: DocumentStore): string {
  const all = words.total(total.value);
  return open.value === 0 ? all : `${all}${texts.separator}${words.open(open.value)}`;
}
