import { useEffect, useRef } from 'preact/hooks';
import { addressOf, type Place } from '../../app/places.ts';
import { attempt } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';
import { Modal } from '../../shared/ui/modal.tsx';
import { ProblemText } from '../../shared/ui/problem-text.tsx';
import { useTitle } from '../../shared/ui/use-title.ts';
import { Passage } from '../passages/passage.tsx';
import { answer } from '../search/answers.ts';
import { ReaderHead } from './reader-head.tsx';
import { Runs } from './runs.tsx';
import { type Chunk, useReading } from './use-reading.ts';
import './reader.css';

const words = texts.reader;

export interface ReaderProps {
  readonly place: Place & { readonly documentId: string };
  readonly datasetName: string | undefined;
  /** The value changes when the document was changed or parsed again. */
  readonly state: string | undefined;
  readonly onClose: () => void;
}

/** A document with its facts, its actions, and its passages in reading order. */
export function Reader({ place, datasetName, state, onClose }: ReaderProps) {
  const { datasetId, documentId, chunkId } = place;
  const { document, chunks, cursor, problem, readMore } = useReading({ datasetId, documentId, chunkId, state });
  const wanted = useRef<HTMLLIElement>(null);
  const isThere = chunks !== undefined;
  useEffect(() => wanted.current?.scrollIntoView({ block: 'center' }), [chunkId, isThere]);
  useTitle(document?.name, datasetName);
  return (
    <Modal class="reader" labelledBy="reader-title" onClose={onClose}>
      <div class="reader-inside">
        <ReaderHead document={document} onClose={onClose} />
        {problem !== undefined && (
          <p class="problem" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
        {problem === undefined && chunks === undefined && <p class="muted">{words.loading}</p>}
        {document !== undefined && <Runs key={state} datasetId={datasetId} documentId={documentId} />}
        <ol class="passages" aria-label={words.passages}>
          {chunks?.map((chunk) => (
            <PassageOfDocument
              key={chunk.chunkId}
              chunk={chunk}
              place={place}
              isWanted={chunk.chunkId === chunkId}
              wantedRef={chunk.chunkId === chunkId ? wanted : undefined}
            />
          ))}
        </ol>
        {chunks?.length === 0 && <p class="muted">{texts.passages.none}</p>}
        {cursor !== undefined && (
          <button type="button" onClick={() => void attempt(readMore)}>
            {words.more}
          </button>
        )}
      </div>
    </Modal>
  );
}

interface PassageOfDocumentProps {
  readonly chunk: Chunk;
  readonly place: Place;
  readonly isWanted: boolean;
  readonly wantedRef: { current: HTMLLIElement | null } | undefined;
}

function PassageOfDocument({ chunk, place, isWanted, wantedRef }: PassageOfDocumentProps) {
  const { chunkId, text, headings, tokens, edited, enabled } = chunk;
  const found = answer.value.kind === 'found' ? answer.value.items.find((hit) => hit.chunkId === chunkId) : undefined;
  const where = texts.passages.place(chunk);
  const facts = [
    ...(where === undefined ? [] : [where]),
    texts.documents.tokens(tokens),
    ...(edited ? [texts.passages.edited] : []),
    ...(enabled ? [] : [texts.documents.disabled]),
  ];
  return (
    <li class={isWanted ? 'passage is-wanted' : 'passage'} ref={wantedRef ?? null} aria-current={isWanted ? 'true' : undefined}>
      <p class="trail">
        {facts.join(texts.separator)}{' '}
        <a class="passage-link" href={addressOf({ ...place, chunkId })} aria-label={texts.passages.link} title={texts.passages.link}>
          #
        </a>
      </p>
      <Passage text={text} headings={headings} ranges={isWanted ? (found?.highlights?.ranges ?? []) : []} isWhole />
    </li>
  );
}
