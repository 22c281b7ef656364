import { texts } from '../shared/texts/texts.ts';
import { addressOf, type Place } from './places.ts';

const words = texts.search;

/** A narrow screen shows only one of the two columns: the results of a search, or the documents when there is no question. */
export const Views = ({ place: { datasetId, search } }: { readonly place: Place }) => (
  <nav class="views" aria-label={words.views}>
    <a href={addressOf({ datasetId, search: { nameContains: search.nameContains } })}>{texts.documents.title}</a>
    <a href={addressOf({ datasetId, search })} aria-current="true">
      {words.toResults}
    </a>
  </nav>
);
