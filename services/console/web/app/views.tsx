import { texts } from '../shared/texts/texts.ts';
import { addressOf, type Place } from './places.ts';

const words = texts.search;

/** On a narrow screen only one of the two columns is shown: what was found, or, without a question, the documents. */
export const Views = ({ place: { datasetId, search } }: { readonly place: Place }) => (
  <nav class="views" aria-label={words.views}>
    <a href={addressOf({ datasetId, search: { nameContains: search.nameContains } })}>{texts.documents.title}</a>
    <a href={addressOf({ datasetId, search })} aria-current="true">
      {words.toResults}
    </a>
  </nav>
);
