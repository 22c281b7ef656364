import { addressOf, type Place } from '../../app/places.ts';
import { partsOf } from '../../shared/names.ts';
import { texts } from '../../shared/texts/texts.ts';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import { type Answer, answer } from './answers.ts';
import { Result } from './result.tsx';
import './search.css';

const words = texts.search;
const documentsShown = 6;

/** The passages that were found, and their documents. */
export function Results({ place }: { readonly place: Place }) {
  const { value } = answer;
  return (
    <section class="search" aria-labelledby="search-title">
      <h2 id="search-title" class="visually-hidden">
        {words.title}
      </h2>
      {value.kind === 'found' && <FoundIn found={value} place={place} />}
      <p id="search-state" class="muted" role="status">
        <State value={value} />
      </p>
      <ol id="results" class="results" aria-label={words.results}>
        {value.kind === 'found' && value.items.map((hit) => <Result key={hit.chunkId} hit={hit} place={place} />)}
      </ol>
    </section>
  );
}

function State({ value }: { readonly value: Answer }) {
  if (value.kind === 'none') return <>{words.invitation}</>;
  if (value.kind === 'searching') return <>{words.searching}</>;
  if (value.kind === 'failed')
    return (
      <span class="problem">
        <ProblemText problem={value.problem} />
      </span>
    );
  const { length } = value.items;
  return <>{length === 0 ? words.nothing : value.incomplete === true ? words.bestOfMore(length) : words.best(length)}</>;
}

function FoundIn({ found: { documents }, place }: { readonly found: Extract<Answer, { kind: 'found' }>; readonly place: Place }) {
  const { search } = place;
  if (documents.length === 0) return null;
  return (
    <nav class="found-in" aria-label={words.foundIn}>
      {documents.slice(0, documentsShown).map(({ documentId, name = texts.documents.unnamed, count }) => {
        const isOnly = documentId === search.inDocumentId;
        const next = { ...search, inDocumentId: isOnly ? undefined : documentId };
        return (
          <a
            key={documentId}
            class="chip"
            title={name}
            aria-current={isOnly ? 'true' : undefined}
            href={addressOf({ datasetId: place.datasetId, search: next })}
          >
            {partsOf(name).file} <span class="muted">{count}</span>
            {isOnly && <span aria-hidden="true"> ×</span>}
          </a>
        );
      })}
      {documents.length > documentsShown && <span class="muted small">{words.otherDocuments(documents.length - documentsShown)}</span>}
    </nav>
  );
}
