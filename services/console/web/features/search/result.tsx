import { useState } from 'preact/hooks';
import { addressOf, type Place } from '../../app/places.ts';
import { texts } from '../../shared/texts/texts.ts';
import { Name } from '../../shared/ui/name.tsx';
import { isCut, Passage } from '../passages/passage.tsx';
import type { Hit } from './answers.ts';

const words = texts.search;

/** One passage that was found, with its source. */
export function Result({ hit, place }: { readonly hit: Hit; readonly place: Place }) {
  const [isWhole, setWhole] = useState(false);
  const { datasetId, documentId, documentName = texts.documents.unnamed, chunkId, text, headings, scores } = hit;
  const ranges = hit.highlights?.ranges ?? [];
  const where = texts.passages.place(hit);
  const parts = [
    ...(scores.lexical === undefined ? [] : [words.byWords(scores.lexical)]),
    ...(scores.vector === undefined ? [] : [words.byMeaning(scores.vector)]),
  ];
  return (
    <li class="result" data-document={documentId}>
      <div class="source">
        <a class="source-name" href={addressOf({ datasetId, documentId, chunkId, search: place.search })}>
          <Name name={documentName} />
        </a>
        {where !== undefined && <span class="place">{where}</span>}
        <span class="spacer" />
        <span class="muted small" title={parts.join(texts.separator)}>
          {words.score(hit.score)}
        </span>
      </div>
      {hasTrail(hit) && <p class="trail">{texts.passages.headings(headings)}</p>}
      <div class="passage">
        <Passage text={text} headings={headings} ranges={ranges} isWhole={isWhole} />
      </div>
      {isCut({ text, headings, ranges }) && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.less : words.whole}
        </button>
      )}
    </li>
  );
}

/** Shows the headings above a passage, unless there is only one and the passage begins with it. */
const hasTrail = ({ headings, text }: Hit): boolean =>
  headings.length > 1 || (headings.length === 1 && !text.startsWith(headings[0] ?? ''));
